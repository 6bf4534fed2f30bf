package conclave.balance;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.balance.route.Outcome;
import conclave.balance.route.Policy;
import conclave.serialization.CborSerializable;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The recipe on the page "Route work": its lines of Java stand here, and they run. */
class RouteWorkTest {

  /** A request. */
  record Render(String document) implements CborSerializable {}

  /** A reply. */
  record Rendered(int pages) implements CborSerializable {}

  static Behavior<Work> renderer() {
    return Behaviors.receiveMessage(
        work -> {
          if (work.payload() instanceof Render render) {
            work.done(new Rendered(render.document().length()));
          } else {
            work.decline("this renderer does not know " + work.payload());
          }
          return Behaviors.same();
        });
  }

  private static void offer(
      ActorRef<Router.Command> router,
      ActorRef<Work> worker,
      ActorRef<Router.Registration> replyTo) {
    router.tell(new Router.Register("render", worker, replyTo));
  }

  private static void ask(ActorRef<Router.Command> router, ActorRef<Outcome> replyTo) {
    Duration within = Duration.ofSeconds(2);
    boolean safe = true; // rendering twice does no harm
    router.tell(
        new Router.Route(
            "render", new Policy.LeastLoaded(), new Render("a b c"), safe, within, replyTo));
  }

  private static String say(Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      return "rendered: " + done.reply();
    }
    if (outcome instanceof Outcome.Rejected rejected) {
      return "certainly not done, try again later: " + rejected.message();
    }
    return "nobody knows: " + ((Outcome.Unknown) outcome).message();
  }

  @Test
  void theRecipeWorks() {
    try (Bench bench = new Bench()) {
      ActorRef<Router.Command> router = bench.router.narrow();
      TestProbe<Outcome> caller = bench.caller;
      offer(router, bench.stage.kit().spawn(renderer()), bench.registrar.ref());
      assertThat(bench.registrar.receiveMessage()).isEqualTo(new Router.Registered());
      ask(router, caller.ref());
      assertThat(say(caller.receiveMessage())).isEqualTo("rendered: Rendered[pages=5]");
    }
  }
}
