package conclave.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way between a node and the cluster, and what a test does to it. */
final class Link {

  /** What becomes of what goes along. */
  enum Way {
    OPEN,
    /** It is lost. */
    LOST,
    /** It waits until the link is healed. */
    HELD
  }

  /** The most that waits; a test that lets more wait has forgotten about it. */
  private static final int MOST_HELD = 1_000_000;

  private Way requests = Way.OPEN;
  private Way answers = Way.OPEN;
  private boolean cut;
  private Optional<InMemoryNode.Fate> next = Optional.empty();
  private final List<Runnable> held = new ArrayList<>();

  void requests(Way way) {
    requests = way;
  }

  void answers(Way way) {
    answers = way;
  }

  /** Nothing comes or goes, neither what is decided meanwhile. */
  void cut() {
    cut = true;
  }

  boolean isCut() {
    return cut;
  }

  /** What becomes of the next commands, whose caller is not told. */
  void next(InMemoryNode.Fate fate) {
    next = Optional.of(fate);
  }

  Optional<InMemoryNode.Fate> takeNext() {
    Optional<InMemoryNode.Fate> taken = next;
    next = Optional.empty();
    return taken;
  }

  /** The node says something to the cluster. */
  void request(Runnable deliver) {
    pass(cut ? Way.LOST : requests, deliver);
  }

  /** The cluster says something to the node. */
  void answer(Runnable deliver) {
    pass(cut ? Way.LOST : answers, deliver);
  }

  /** The node hears what was decided: held while it is cut off, since nothing of that is lost. */
  void news(Runnable deliver) {
    pass(cut ? Way.HELD : Way.OPEN, deliver);
  }

  private void pass(Way way, Runnable deliver) {
    switch (way) {
      case OPEN -> deliver.run();
      case HELD -> hold(deliver);
      case LOST -> {}
    }
  }

  private void hold(Runnable deliver) {
    if (held.size() == MOST_HELD) {
      throw new IllegalStateException(MOST_HELD + " messages wait for a link: heal it sometimes");
    }
    held.add(deliver);
  }

  /** All is well again, and what was held comes, in its order. */
  void heal() {
    requests = Way.OPEN;
    answers = Way.OPEN;
    cut = false;
    List<Runnable> late = List.copyOf(held);
    held.clear();
    late.forEach(Runnable::run);
  }
}
