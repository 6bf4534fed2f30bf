package conclave.http.internal;

import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.GraphStageWithMaterializedValue;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.Tuple2;

/**
 * Collects the body of a request within bounds of size and time. A stage of our own, since the
 * futures of the ready-made sinks continue on a thread pool that nobody bounds.
 *
 * <p>What is too large is still read for a while, and thrown away, so that a client which sends
 * first and reads later gets to read why.
 */
final class Body
    extends GraphStageWithMaterializedValue<SinkShape<ByteString>, CompletionStage<byte[]>> {

  /** Thrown away beyond the limit before the connection is cut. */
  static final long PATIENCE_BYTES = 8L << 20;

  private final Inlet<ByteString> in = Inlet.create("Body.in");
  private final SinkShape<ByteString> shape = SinkShape.of(in);
  private final int limit;
  private final Duration timeout;

  /**
   * Collects up to {@code limit} bytes; 0 throws everything away.
   *
   * @param timeout for all of it
   */
  Body(int limit, Duration timeout) {
    this.limit = limit;
    this.timeout = timeout;
  }

  @Override
  public SinkShape<ByteString> shape() {
    return shape;
  }

  static Refusal tooLarge(int limit) {
    return Refusal.of(413, "too_large", "the body is larger than %d bytes".formatted(limit));
  }

  @Override
  public Tuple2<GraphStageLogic, CompletionStage<byte[]>> createLogicAndMaterializedValue(
      Attributes attributes) {
    CompletableFuture<byte[]> collected = new CompletableFuture<>();
    return new Tuple2<>(new Logic(collected), collected);
  }

  private final class Logic extends TimerGraphStageLogic {
    private final CompletableFuture<byte[]> collected;
    private ByteString bytes = ByteString.emptyByteString();
    private long seen;

    Logic(CompletableFuture<byte[]> collected) {
      super(shape);
      this.collected = collected;
      setHandler(in, new Handler());
    }

    @Override
    public void preStart() {
      scheduleOnce("timeout", timeout);
      pull(in);
    }

    @Override
    public void onTimer(Object key) {
      fail(
          Refusal.of(
              408,
              "request_timeout",
              "the request was not complete after %d ms".formatted(timeout.toMillis())));
    }

    @Override
    public void postStop() {
      collected.completeExceptionally(Refusal.malformed("the body ended early"));
    }

    private void fail(Refusal refusal) {
      collected.completeExceptionally(refusal);
      cancelStage(refusal);
    }

    private final class Handler extends AbstractInHandler {
      @Override
      public void onPush() {
        ByteString next = grab(in);
        seen += next.size();
        if (seen <= limit) {
          bytes = bytes.concat(next);
        } else {
          bytes = ByteString.emptyByteString();
        }
        if (seen > limit + PATIENCE_BYTES) {
          fail(tooLarge(limit));
        } else {
          pull(in);
        }
      }

      @Override
      public void onUpstreamFinish() {
        if (limit > 0 && seen > limit) {
          collected.completeExceptionally(tooLarge(limit));
        } else {
          collected.complete(bytes.toArray());
        }
        completeStage();
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        collected.completeExceptionally(Refusal.malformed("the body ended early"));
        failStage(failure);
      }
    }
  }
}
