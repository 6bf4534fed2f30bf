package conclave.http.leader;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Port to the leadership of groups, wherever the leader is. */
public interface LeaderService {

  /**
   * That voter shall lead the group.
   *
   * @param to the voter's name
   * @param deadline after which it ends with Unavailable
   */
  CompletionStage<LeaderOutcome> handOver(String group, String to, Duration deadline);
}
