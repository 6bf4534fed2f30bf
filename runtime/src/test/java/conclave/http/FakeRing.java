package conclave.http;

import conclave.http.ring.RingOutcome;
import conclave.http.ring.RingService;
import java.util.List;

/** Two nodes that share four partitions, or no table at all. */
final class FakeRing implements RingService {

  private static final List<String> NODES = List.of("n1", "n2<b>");

  volatile boolean known = true;
  volatile int lastCount;

  @Override
  public RingOutcome table() {
    return known
        ? new RingOutcome.Table(
            7,
            List.of(new RingOutcome.Share("n1", 1, 2), new RingOutcome.Share("n2<b>", 1, 2)),
            List.of("n1", "n2<b>", "n2<b>", "n1"))
        : missing();
  }

  @Override
  public RingOutcome owners(String key, int n) {
    lastCount = n;
    return known
        ? new RingOutcome.Owners(key, 3, 7, NODES.subList(0, Math.min(n, NODES.size())))
        : missing();
  }

  private static RingOutcome missing() {
    return new RingOutcome.Missing("there is no table yet");
  }
}
