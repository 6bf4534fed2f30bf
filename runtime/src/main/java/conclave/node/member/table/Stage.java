package conclave.node.member.table;

/** How far a member is. Codes are positions; they are part of the format. */
public enum Stage {
  /** It shall be a member, and control's log does not say so yet. */
  JOINING,
  /** It is one. */
  MEMBER,
  /** It shall be none any more, and some group has it still. */
  LEAVING
}
