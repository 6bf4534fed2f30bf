package conclave.http.ring;

import conclave.http.internal.Call;
import conclave.http.internal.Reply;
import conclave.http.internal.Router;
import conclave.http.ring.RingOutcome.Missing;
import conclave.http.ring.RingOutcome.Owners;
import conclave.http.ring.RingOutcome.Share;
import conclave.http.ring.RingOutcome.Table;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /api/v1/ring} and below. */
public final class RingEndpoints {

  private static final int MAX_OWNERS = 64;
  private static final long USUAL_OWNERS = 3;

  private final RingService ring;
  private final int keyBytes;

  /**
   * @param keyBytes the longest key
   */
  public RingEndpoints(RingService ring, int keyBytes) {
    this.ring = ring;
    this.keyBytes = keyBytes;
  }

  /** Adds all of them. */
  public void addTo(Router router) {
    router.on("GET", "/api/v1/ring", this::table).on("GET", "/api/v1/ring/owners", this::owners);
  }

  private CompletionStage<Reply> table(Call call) {
    return CompletableFuture.completedStage(ring.table().accept(REPLIES));
  }

  private CompletionStage<Reply> owners(Call call) {
    String key = call.parameter("key", keyBytes);
    long n = call.number("n", 1, MAX_OWNERS).orElse(USUAL_OWNERS);
    return CompletableFuture.completedStage(ring.owners(key, (int) n).accept(REPLIES));
  }

  private static final RingOutcome.Handler<Reply> REPLIES = new Replies();

  private record TableDocument(long epoch, int partitions, List<Share> nodes, List<String> table) {}

  private static final class Replies implements RingOutcome.Handler<Reply> {
    @Override
    public Reply table(Table outcome) {
      List<String> owners = outcome.owners();
      return Reply.json(
          200, new TableDocument(outcome.epoch(), owners.size(), outcome.nodes(), owners));
    }

    @Override
    public Reply owners(Owners outcome) {
      return Reply.json(200, outcome);
    }

    @Override
    public Reply missing(Missing outcome) {
      return Reply.error(503, "unavailable", outcome.reason());
    }
  }
}
