package conclave.node.formation;

import conclave.protocol.ProtocolVersion;

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

  /** What an {@link Effect.Promise} asked to be written down survives a crash from now on. */
  record Promised(ProtocolVersion version) implements Input {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.promised(version);
    }
  }

  /** The log changed who is in the cluster; only for a node that is formed. */
  record Changed(Membership membership) implements Input {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.changed(membership);
    }
  }

  /** Somebody else needs to know who is at that address; only for a node that is formed. */
  record Sought(String address) implements Input {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.sought(address);
    }
  }

  /**
   * A member answered that this node asked to be added.
   *
   * @param refused whether it never will be
   * @param sentence what it waits for, or why it is refused
   */
  record Answered(boolean refused, String sentence) implements Input {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.answered(this);
    }
  }

  /** One method for each kind of input. */
  interface Handler<R> {
    R tick();

    R heard(Hello hello);

    R persisted(Membership membership);

    R promised(ProtocolVersion version);

    R sought(String address);

    R answered(Answered answer);

    R changed(Membership membership);
  }
}
