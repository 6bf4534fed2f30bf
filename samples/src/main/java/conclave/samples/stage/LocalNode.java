package conclave.samples.stage;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import com.typesafe.config.ConfigFactory;
import conclave.node.ClusterServices;
import conclave.node.NodeLauncher.Running;
import conclave.node.NodeSettings;
import conclave.node.process.NodeRunner;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A node in this JVM, with an application on it.
 *
 * @param node what the cluster sees
 * @param application the ActorSystem of the lesson; its guardian is what it is told
 */
record LocalNode(Running node, ActorSystem<?> application) {

  static <T> ActorSystem<T> application(
      String name, ClusterServices services, Function<ClusterServices, Behavior<T>> guardian) {
    return ActorSystem.create(
        guardian.apply(services),
        name,
        ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(ConfigFactory.load()));
  }

  /**
   * Starts the node, which is ready some time later.
   *
   * @throws conclave.node.CannotStart for a port that is taken
   */
  static Running launch(Seats.Seat seat, int httpPort, Path data) {
    Map<String, Object> options =
        Map.of(
            "node.name", seat.name(),
            "node.port", seat.port(),
            "node.data-dir", data.resolve(seat.name()).toString(),
            "node.peers", seat.peers(),
            "http.port", httpPort);
    return new NodeRunner().launch(NodeSettings.load(options, Optional.empty()));
  }

  /** The application first, since it stands on the node. */
  CompletionStage<Void> stop() {
    application.terminate();
    return application.getWhenTerminated().thenCompose(done -> node.stop());
  }
}
