package conclave.multijvm;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An application without any service of ours: keeps lines in a file of its node's directory. */
final class Notebook implements NodeGuardian {

  /** In the timeline, when it is stopped gracefully. */
  static final String GOODBYE = "says goodbye";

  /** What can be said to it. */
  sealed interface Command {}

  /** Keep that line. */
  record Write(String line) implements Command, Serializable {}

  /** Also from another node. */
  static final String BINDING =
      """
      akka.actor.provider = remote
      akka.actor.serialization-bindings { "conclave.multijvm.Notebook$Command" = jackson-cbor }
      """;

  /** Are you there? Answered with the node's name. */
  record Ping(ActorRef<String> replyTo) implements Command {}

  /** Which lines are kept? */
  record Read(ActorRef<List<String>> replyTo) implements Command {}

  @Override
  public Behavior<?> create(NodeContext node) {
    CoordinatedShutdown.get(node.system())
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "say goodbye",
            () -> {
              node.note(GOODBYE);
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    return Behaviors.<Command>setup(
        context -> new Keeper(context, node.name(), node.directory().resolve("notes")));
  }

  private static final class Keeper extends AbstractBehavior<Command> {
    private final String name;
    private final Path file;

    Keeper(ActorContext<Command> context, String name, Path file) {
      super(context);
      this.name = name;
      this.file = file;
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(Write.class, this::onWrite)
          .onMessage(Read.class, this::onRead)
          .onMessage(Ping.class, this::onPing)
          .build();
    }

    private Behavior<Command> onWrite(Write write) throws IOException {
      Files.writeString(
          file, write.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return this;
    }

    private Behavior<Command> onPing(Ping ping) {
      ping.replyTo().tell(name);
      return this;
    }

    private Behavior<Command> onRead(Read read) throws IOException {
      read.replyTo().tell(Files.exists(file) ? Files.readAllLines(file) : List.of());
      return this;
    }
  }
}
