package conclave.node.formation;

/** What {@link Formation} is told. */
public sealed interface Input {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  <R> R accept(Handler<R> handler);

  /** Time passes: one interval between Hellos. */
  record Tick() implements Input {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.tick();
    }
  }

  /** A Hello arrived; it may be old, a duplicate, or a stranger's. */
  record Heard(Hello hello) implements Input {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.heard(hello);
    }
  }

  /** The write that an {@link Effect.Persist} asked for survives a crash from now on. */
  record Persisted(Membership membership) implements Input {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.persisted(membership);
    }
  }

  /** The log changed who is in the cluster; only for a node that is formed. */
  record Changed(Membership membership) implements Input {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.changed(membership);
    }
  }

  /** One method for each kind of input. */
  interface Handler<R> {
    R tick();

    R heard(Hello hello);

    R persisted(Membership membership);

    R changed(Membership membership);
  }
}
