package conclave.node.member.wish;

import conclave.node.member.table.Listed;
import conclave.node.member.table.Register;
import conclave.node.member.table.Stage;
import java.util.Optional;

/** One wish about members; shown the register again and again. Not thread-safe. */
public interface Wish {

  /** The name that it is about. */
  String name();

  /** At which address somebody must answer before anything is decided; empty for none. */
  default Optional<String> asksWho() {
    return Optional.empty();
  }

  /**
   * What is next.
   *
   * @param register read after the wish was made, linearizably
   * @param seen who answered at the address lately; empty for nobody yet
   */
  Step next(Register register, Optional<Seen> seen);

  /**
   * What it comes to when time is up.
   *
   * @param begun whether the register was told anything, or may have been
   */
  default Verdict late(boolean begun) {
    return begun
        ? new Verdict(
            Verdict.Kind.UNKNOWN,
            "the change of %s was begun and goes on; look at the members".formatted(name()))
        : new Verdict(Verdict.Kind.NOT_DONE, "no leader of the members answered in time");
  }

  /** Whether this wish has to wait for somebody else's, and for whose. */
  static Optional<String> busy(Register register, String name) {
    return register.pending().filter(other -> !other.id().name().equals(name)).map(Wish::sentence);
  }

  /** What that one is about. */
  static String sentence(Listed one) {
    return "%s %s".formatted(one.id().name(), one.stage() == Stage.JOINING ? "joins" : "leaves");
  }
}
