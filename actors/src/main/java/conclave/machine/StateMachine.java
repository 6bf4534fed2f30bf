package conclave.machine;

import conclave.machine.freeze.Frozen;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A replicated state machine: every replica applies the same commands in the same order and must
 * come to the same state and the same results.
 *
 * <p><b>Deterministic.</b> State and result of {@link #apply} follow from the former state, the
 * index and the command alone: no clock, no randomness, no settings that may differ between nodes,
 * no iteration over hash order, no identity hash codes. What must be random or timed is decided
 * before the entry is proposed, and travels in it.
 *
 * <p><b>A user's mistake is a result, not a throw.</b> Undecodable bytes, a failed condition, a
 * reached limit: the machine answers in its own reply format. A machine that <em>throws</em> at an
 * entry says that it cannot go on: the replica stops there and names the index and the machine,
 * since to skip the entry on one replica only would be to diverge in silence.
 *
 * <p><b>Bounded.</b> A machine bounds what it keeps, in count and in bytes, and has a reply that
 * says that a command was refused. The bounds decide results; so they are the same on every
 * replica, and the snapshot carries them.
 *
 * <p>One thread at a time. Nobody writes to an array after it was passed in or handed out: commands
 * are shared with the log, and replies are remembered.
 */
public interface StateMachine {

  /**
   * Applies one command.
   *
   * @param index grows from call to call, with gaps: the log index of the command's entry, and more
   *     by what was ever {@linkplain #raise raised}
   * @param command opaque to everyone but this machine and its clients
   * @return the reply, never null; small, since it is remembered until the client has it
   */
  byte[] apply(long index, byte[] command);

  /**
   * Whether this reply settles the request that its sender gave an idempotency key: then it is kept
   * and answered again to whoever asks under the same key. One that only says "not now" does not
   * settle anything: asked again, the command is applied again. Follows from the two alone, and
   * stays as it is from build to build, since it decides what is kept.
   *
   * @param command what {@link #apply} was given
   * @param reply what it answered
   */
  default boolean settles(byte[] command, byte[] reply) {
    return true;
  }

  /**
   * A majority was lost, and with it perhaps the last commands: passes over the next {@code by}
   * numbers of each counter whose numbers others keep, such as tokens and versions, so that none is
   * given twice (law L10). What is named by the index alone needs nothing, since the index that
   * {@link #apply} is given rises as much.
   */
  default void raise(long by) {}

  /**
   * Answers from the present state and changes nothing. Undecodable bytes are answered in the
   * machine's own reply format, as for {@link #apply}.
   */
  byte[] query(byte[] query);

  /**
   * Names who hears what changes; called once, before anything is applied or loaded. From then on
   * {@link #apply} may announce events, encoded in the machine's own versioned format. They are no
   * part of the state: they follow from it and the command, nobody may be listening, and loading a
   * snapshot announces nothing.
   *
   * @param listener keeps what it is given and returns at once
   */
  default void announceTo(Consumer<byte[]> listener) {}

  /**
   * Writes the whole state, a format version first. Equal states must write equal bytes: divergence
   * is found by comparing them.
   */
  void save(DataOutput out) throws IOException;

  /**
   * The number of the format in which {@link #save} writes. Replicas compare their states only
   * where it is equal; so it must change with the format, or two builds in one cluster are found to
   * differ. A machine whose format never changed need not say it.
   */
  default int form() {
    return 0;
  }

  /**
   * The state as it is now, to be written while further commands are applied: exactly the bytes
   * that {@link #save} would write now, whatever happens in between. Applying waits for this call,
   * so it should take no longer than some hundred commands. Where a machine does not say how, its
   * state is written to memory at once, which is right for a small one and for no other.
   */
  default Frozen freeze() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    save(new DataOutputStream(bytes));
    return Frozen.of(bytes.toByteArray());
  }

  /**
   * Replaces the whole state by one that {@link #save} wrote, in this or any released version, and
   * consumes exactly those bytes.
   *
   * @throws IOException in one sentence when the bytes are no such state, are of an unknown format,
   *     or were made under other limits; the machine must then not be used any more
   */
  void load(DataInput in) throws IOException;
}
