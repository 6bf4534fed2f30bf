package conclave.testkit.example;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.balance.Work;
import conclave.serialization.CborSerializable;

/** A worker of an application, of which each node has one. */
final class Renderer {

  static final String SERVICE = "render";

  /** Wants a document rendered. */
  record Render(String document) implements CborSerializable {}

  /** By whom it was rendered. */
  record Rendered(String by) implements CborSerializable {}

  private Renderer() {}

  /**
   * @param name of its node
   */
  static Behavior<Work> create(String name) {
    return Behaviors.receiveMessage(
        work -> {
          if (work.payload() instanceof Render) {
            work.done(new Rendered(name));
          } else {
            work.decline("this renderer does not know " + work.payload());
          }
          return Behaviors.same();
        });
  }
}
