package conclave.samples.quickstart;

import akka.actor.typed.ActorSystem;
import conclave.async.Async;
import conclave.async.AsyncMap;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.node.ClusterServices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is left of each article, for code that is no actor. */
public final class Stock {

  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final AsyncMap map;

  private Stock(Async async) {
    this.map = async.map("stock");
  }

  /** Completes as soon as the node of that application is ready; fails when it is not in time. */
  public static CompletionStage<Stock> open(ActorSystem<?> system) {
    ClusterServices cluster = ClusterServices.get(system); // starts the node if nobody did
    return cluster
        .whenReady(Duration.ofMinutes(1))
        .thenApply(ready -> new Stock(Async.of(system, cluster)));
  }

  /** Says how many there are. */
  public CompletionStage<ReplicatedMap.Reply> set(String article, int count) {
    return map.put(article, bytes(count), WITHIN);
  }

  /**
   * Takes one away. Written or, with the last one, Deleted, when that is done; Mismatch, when
   * somebody else was quicker; NotFound, when there is none.
   */
  public CompletionStage<ReplicatedMap.Reply> sell(String article) {
    return map.get(article, WITHIN)
        .thenCompose(
            reply -> {
              if (reply instanceof ReplicatedMap.Found found) {
                int left = count(found.value());
                Condition unchanged = Condition.version(found.version());
                return left > 1
                    ? map.put(article, bytes(left - 1), unchanged, WITHIN)
                    : map.delete(article, unchanged, WITHIN);
              }
              return CompletableFuture.completedStage(reply);
            });
  }

  private static byte[] bytes(int count) {
    return Integer.toString(count).getBytes(StandardCharsets.UTF_8);
  }

  private static int count(byte[] bytes) {
    return Integer.parseInt(new String(bytes, StandardCharsets.UTF_8));
  }
}
