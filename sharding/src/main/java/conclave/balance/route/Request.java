package conclave.balance.route;

/**
 * Work for one worker of a service, somewhere.
 *
 * @param safe doing it twice does no harm, so it may be sent to another node while it is not known
 *     what became of it at the first one
 * @param withinNanos after so long its caller is answered in any case; positive
 */
public record Request(
    String service, Policy policy, Freight freight, boolean safe, long withinNanos) {

  /** The longest name of a service, in characters. */
  public static final int MAX_SERVICE_LENGTH = 100;

  /** The key that decides who does it; empty where none does. */
  public String key() {
    return policy instanceof Policy.ByKey byKey ? byKey.key() : "";
  }

  int bytes() {
    return freight.bytes().length;
  }
}
