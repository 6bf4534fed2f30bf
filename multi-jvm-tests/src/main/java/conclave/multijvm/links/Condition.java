package conclave.multijvm.links;

/** How a link is at a moment. */
sealed interface Condition {

  Condition WHOLE = new Passes(Delay.NONE);

  /** Everything arrives, in order. */
  record Passes(Delay delay) implements Condition {
    @Override
    public String toString() {
      return this.equals(WHOLE) ? "heals" : "delays by " + delay;
    }
  }

  /** Nothing arrives, and nobody is told: connections stay open, and may even be opened. */
  record Hole() implements Condition {
    @Override
    public String toString() {
      return "holds everything back";
    }
  }

  /** Connections are reset, and no new one is let in. */
  record Cut() implements Condition {
    @Override
    public String toString() {
      return "cut";
    }
  }
}
