package conclave.lock;

import conclave.lock.table.LockReply;
import conclave.machine.wire.MalformedException;
import conclave.replica.gateway.Outcome;
import java.util.Optional;
import java.util.function.Function;

/** What the table answered, or why it did not. */
record Answer(Optional<LockReply> reply, Optional<Locks.Reply> failure) {

  static final Locks.Rejected FULL =
      new Locks.Rejected(Outcome.Reason.OVERLOADED, "the table of locks is full");

  /** The table said what nobody asked. */
  static Locks.Reply odd(LockReply reply) {
    return new Locks.Unknown("the table of locks answered out of place: " + reply);
  }

  Locks.Reply map(Function<LockReply, Locks.Reply> ofReply) {
    return failure.orElseGet(() -> ofReply.apply(reply.orElseThrow()));
  }

  static Answer of(Outcome<byte[]> outcome) {
    if (outcome instanceof Outcome.Rejected<byte[]> rejected) {
      return failed(new Locks.Rejected(rejected.reason(), rejected.message()));
    }
    if (outcome instanceof Outcome.Unknown<byte[]> unknown) {
      return failed(new Locks.Unknown(unknown.message()));
    }
    try {
      LockReply reply = LockReply.decode(((Outcome.Done<byte[]>) outcome).value());
      return reply instanceof LockReply.Malformed
          ? failed(new Locks.Rejected(Outcome.Reason.INVALID, "the table of locks refused it"))
          : new Answer(Optional.of(reply), Optional.empty());
    } catch (MalformedException e) {
      return failed(
          new Locks.Unknown("the locks answered in an unknown format: " + e.getMessage()));
    }
  }

  private static Answer failed(Locks.Reply why) {
    return new Answer(Optional.empty(), Optional.of(why));
  }
}
