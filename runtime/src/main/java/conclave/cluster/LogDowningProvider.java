package conclave.cluster;

import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.DowningProvider;
import akka.cluster.sbr.SplitBrainResolverProvider;
import com.typesafe.config.Config;
import conclave.cluster.internal.Quarantine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;

/**
 * Akka's downing where the log of Conclave says who is out; named in {@code conclave-akka.conf}. A
 * node in this ActorSystem does the downing; where {@code conclave.akka-cluster.enabled} is off,
 * there is no such log, and Akka's own resolver does it, as it is set up.
 */
public final class LogDowningProvider extends DowningProvider {

  private static final String SECTION = "conclave.akka-cluster.";
  private static final String MARGIN = "akka.cluster.down-removal-margin";

  private final Config config;
  private final Optional<DowningProvider> other;

  /** Called by Akka. */
  public LogDowningProvider(ActorSystem system) {
    this.config = system.settings().config();
    this.other =
        config.getBoolean(SECTION + "enabled")
            ? Optional.empty()
            : Optional.of(new SplitBrainResolverProvider(system));
  }

  /**
   * After so long the singletons of a downed member begin elsewhere, unless {@code
   * akka.cluster.down-removal-margin} says otherwise: half of the time for an answer.
   */
  @Override
  public FiniteDuration downRemovalMargin() {
    return other.map(DowningProvider::downRemovalMargin).orElseGet(this::margin);
  }

  private FiniteDuration margin() {
    Duration margin =
        config.getString(MARGIN).equals("off")
            ? config.getDuration(SECTION + "down-after").dividedBy(2)
            : config.getDuration(MARGIN);
    return FiniteDuration.create(margin.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public Option<Props> downingActorProps() {
    return other
        .map(DowningProvider::downingActorProps)
        .orElseGet(() -> Option.apply(Adapter.props(Quarantine::create)));
  }
}
