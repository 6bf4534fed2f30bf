package conclave.http.internal;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One connection: its requests are answered one after the other. A stage of our own, since Akka's
 * says nothing of a caller that hangs up, and counts one that waits long for its answer as idle.
 *
 * <pre>
 *   IDLE --request--> ASKED --answer--> IDLE        too long IDLE: the connection is closed
 *                       `-- Caller.gone() asked for: the next request is read ahead, since only who
 *                           reads notices that nobody is there any more
 * </pre>
 */
final class Exchange extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {

  /** Answers a request; the stage never fails. */
  interface Handler {
    CompletionStage<HttpResponse> answer(HttpRequest request, Caller caller);
  }

  private final Inlet<HttpRequest> in = Inlet.create("Exchange.in");
  private final Outlet<HttpResponse> out = Outlet.create("Exchange.out");
  private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(in, out);
  private final Handler handler;
  private final Duration idle;

  /**
   * @param idle after so long without a request the connection is closed
   */
  Exchange(Handler handler, Duration idle) {
    this.handler = handler;
    this.idle = idle;
  }

  @Override
  public FlowShape<HttpRequest, HttpResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private final AsyncCallback<HttpResponse> answered = createAsyncCallback(this::onAnswered);
    private final AsyncCallback<Caller> watched = createAsyncCallback(this::onWatched);
    private Caller caller;
    private HttpRequest next;
    private HttpResponse answer;

    Logic() {
      super(shape);
      setHandler(in, new Requests());
      setHandler(out, new Responses());
    }

    @Override
    public void preStart() {
      scheduleOnce("idle", idle);
    }

    @Override
    public void onTimer(Object key) {
      completeStage();
    }

    @Override
    public void postStop() {
      if (caller != null) {
        caller.hungUp();
      }
    }

    private void begin(HttpRequest request) {
      cancelTimer("idle");
      Caller[] self = new Caller[1];
      self[0] = new Caller(() -> watched.invoke(self[0]));
      caller = self[0];
      handler.answer(request, caller).whenComplete((response, never) -> answered.invoke(response));
    }

    /** It may have been answered since. */
    private void onWatched(Caller who) {
      if (who == caller) {
        readOn();
      }
    }

    private void readOn() {
      if (next == null && !hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
    }

    private void onAnswered(HttpResponse response) {
      caller = null;
      answer = response;
      if (isAvailable(out)) {
        deliver();
      }
    }

    private void deliver() {
      push(out, answer);
      answer = null;
      if (isClosed(in)) {
        completeStage();
      } else if (next != null) {
        HttpRequest request = next;
        next = null;
        begin(request);
      } else {
        scheduleOnce("idle", idle);
      }
    }

    private final class Requests extends AbstractInHandler {
      @Override
      public void onPush() {
        HttpRequest request = grab(in);
        if (caller == null && answer == null) {
          begin(request);
        } else {
          next = request;
        }
      }

      @Override
      public void onUpstreamFinish() {
        if (caller != null) {
          caller.hungUp();
        } else if (answer == null) {
          completeStage();
        }
      }
    }

    private final class Responses extends AbstractOutHandler {
      @Override
      public void onPull() {
        if (answer != null) {
          deliver();
        } else if (caller == null) {
          readOn();
        }
      }
    }
  }
}
