package conclave.balance.route;

import java.util.Arrays;

/** Why a node turned a request away. Whatever it is, the request is certainly not done there. */
public enum Refusal {
  /** It has no worker for this service. */
  NO_SERVICE,
  /** All its workers have as much as they may hold. */
  OVERLOADED,
  /** By a newer table than the sender's, the key is not its own. */
  NOT_OWNER,
  /** It cannot read the message: it may know another version of it. */
  UNREADABLE,
  /** Its worker would not do it. */
  DECLINED,
  /** Its address is not known, so nothing was sent. */
  NO_ADDRESS;

  /** The one of that name; a later release may know more, and they too mean certainly not done. */
  public static Refusal named(String name) {
    return Arrays.stream(values())
        .filter(refusal -> refusal.name().equals(name))
        .findFirst()
        .orElse(DECLINED);
  }
}
