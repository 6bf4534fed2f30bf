package conclave.http;

import conclave.http.member.MemberOutcome;
import conclave.http.member.MemberService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Every wish comes true, unless the test says how it ends. */
final class FakeMembers implements MemberService {

  volatile MemberOutcome forced;
  volatile String lastWish;
  volatile Duration lastDeadline;

  @Override
  public CompletionStage<MemberOutcome> admit(String name, String address, Duration deadline) {
    return end("admit " + name + " at " + address, deadline);
  }

  @Override
  public CompletionStage<MemberOutcome> dismiss(String name, Duration deadline) {
    return end("dismiss " + name, deadline);
  }

  private CompletionStage<MemberOutcome> end(String wish, Duration deadline) {
    lastWish = wish;
    lastDeadline = deadline;
    MemberOutcome outcome = forced;
    return CompletableFuture.completedStage(outcome != null ? outcome : new MemberOutcome.Done());
  }
}
