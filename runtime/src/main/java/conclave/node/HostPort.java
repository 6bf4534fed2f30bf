package conclave.node;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address as operators write it.
 *
 * @param host a name or an IP address; an IPv6 one without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

  /** The rule in words, for messages. */
  public static final String RULE = "must be HOST:PORT with a port from 1 to 65535";

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([A-Za-z0-9._-]+)):(\\d{1,5})");

  /** The address in that text; empty when it does not keep to the {@link #RULE}. */
  public static Optional<HostPort> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(3));
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return port >= 1 && port <= 65535 ? Optional.of(new HostPort(host, port)) : Optional.empty();
  }

  /** The host as it stands in an address: an IPv6 one in brackets. */
  public String hostInAddress() {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return hostInAddress() + ":" + port;
  }
}
