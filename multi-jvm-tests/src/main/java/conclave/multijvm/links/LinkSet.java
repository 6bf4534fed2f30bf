package conclave.multijvm.links;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Some directed links, broken and healed together. A link does what the latest order says; when a
 * call returns, its order holds. Thread-safe.
 */
public final class LinkSet {

  private final Links owner;
  private final Set<Link> links;

  LinkSet(Links owner, List<Link> links) {
    this.owner = owner;
    this.links = new LinkedHashSet<>(links);
  }

  /** Those and these. */
  public LinkSet and(LinkSet others) {
    LinkSet both = new LinkSet(owner, List.copyOf(links));
    both.links.addAll(others.links);
    return both;
  }

  /** Connections are reset, what is on its way is lost, and no new connection is let in. */
  public void cut() {
    become(new Condition.Cut());
  }

  /**
   * Nothing passes, and nobody is told: connections stay open, and what is sent is kept, up to 1
   * MiB a connection and the buffers of its sockets; beyond, the sender waits. All of it arrives
   * when the links heal.
   */
  public void hole() {
    become(new Condition.Hole());
  }

  /**
   * Everything arrives later, in the order in which it was sent. A connection holds 1 MiB at most,
   * which bounds what passes in a second.
   */
  public void delay(Delay delay) {
    become(new Condition.Passes(delay));
  }

  /** Cut from now on, again and again; each link at times of its own, drawn from the seed. */
  public void flaky(Flaky flaky) {
    order(link -> link.become(flaky), "flaky, " + flaky);
  }

  /** Whole again; what was held back arrives at once. */
  public void heal() {
    become(Condition.WHOLE);
  }

  /** What went over all of them so far. */
  public Traffic traffic() {
    return owner.ask(() -> links.stream().map(Link::traffic).reduce(Traffic.NONE, Traffic::plus));
  }

  /** As {@code n1 > n2, n2 > n1}. */
  @Override
  public String toString() {
    return links.stream().map(Link::toString).collect(Collectors.joining(", "));
  }

  private void become(Condition condition) {
    order(link -> link.become(condition), condition.toString());
  }

  private void order(Consumer<Link> what, String words) {
    owner.ask(
        () -> {
          links.forEach(what);
          return links.size();
        });
    owner.note(this + ": " + words);
  }
}
