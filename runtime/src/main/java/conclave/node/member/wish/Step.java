package conclave.node.member.wish;

import conclave.node.member.table.MemberCommand;

/** What is to be done next for a wish. */
public sealed interface Step {

  /** Nothing; look again in a moment. */
  record Wait() implements Step {}

  /** Say that to the register, then look again. */
  record Say(MemberCommand command) implements Step {}

  /** It is over. */
  record Over(Verdict verdict) implements Step {}

  /** It is over like that. */
  static Step over(Verdict.Kind kind, String text) {
    return new Over(new Verdict(kind, text));
  }
}
