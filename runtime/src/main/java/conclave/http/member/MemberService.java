package conclave.http.member;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Port to the members of the cluster, from any node. */
public interface MemberService {

  /**
   * The node of that name which waits at that address shall be a member; where a dead member has
   * the name, in its place.
   *
   * @param address {@code host:port}
   * @param deadline after which it ends with Unavailable
   */
  CompletionStage<MemberOutcome> admit(String name, String address, Duration deadline);

  /** Whoever has that name shall be no member any more, of any group. */
  CompletionStage<MemberOutcome> dismiss(String name, Duration deadline);
}
