package conclave.balance;

import akka.actor.typed.ActorRef;
import conclave.balance.duty.Arrival;
import conclave.balance.duty.Decision;
import conclave.balance.duty.Duties;
import conclave.balance.route.Freight;
import conclave.balance.route.Refusal;
import conclave.balance.route.Request;
import conclave.raft.log.NodeId;
import java.time.Duration;

/**
 * A router's half that does what others ask: gives work to workers, and brings back what they say.
 */
final class Workers {

  /** A worker said something. */
  record Worked(long number, Work.Answer answer) {}

  private static final int MAX_MESSAGE_LENGTH = 500;

  private final Post post;
  private final Router.Setup setup;
  private final RouterMemory memory;
  private final Parcels parcels;

  Workers(Post post, Router.Setup setup, RouterMemory memory, Parcels parcels) {
    this.post = post;
    this.setup = setup;
    this.memory = memory;
    this.parcels = parcels;
  }

  private Duties<ActorRef<Work>> duties() {
    return memory.duties;
  }

  Router.Registration register(Router.Register register) {
    String service = register.service();
    if (service.isEmpty() || service.length() > Request.MAX_SERVICE_LENGTH) {
      return new Router.NotRegistered(
          "the name of a service has %d characters, 1 to %d are allowed"
              .formatted(service.length(), Request.MAX_SERVICE_LENGTH));
    }
    if (!register.worker().path().address().hasLocalScope()) {
      return new Router.NotRegistered(register.worker() + " is not on this node");
    }
    return duties().register(service, register.worker())
        ? new Router.Registered()
        : new Router.NotRegistered(
            "this node has %d workers, which is as many as conclave.router.max-workers allows"
                .formatted(setup.settings().duties().maxWorkers()));
  }

  void perform(RouterMessage.Perform perform) {
    Decision<ActorRef<Work>> decision = duties().arrive(arrival(perform), setup.owners());
    if (decision instanceof Decision.Give<ActorRef<Work>> give) {
      give(perform, give);
    } else if (decision instanceof Decision.TurnAway<ActorRef<Work>> away) {
      answer(
          perform.sender(),
          new RouterMessage.TurnedAway(
              setup.self(), perform.which(), away.why().name(), away.epoch(), away.message()));
    }
  }

  private static Arrival arrival(RouterMessage.Perform perform) {
    return new Arrival(
        perform.sender(),
        perform.which().life(),
        perform.which().id(),
        perform.which().number(),
        perform.service(),
        perform.key(),
        perform.epoch(),
        perform.freight().bytes().length);
  }

  private void give(RouterMessage.Perform perform, Decision.Give<ActorRef<Work>> give) {
    Object payload;
    try {
      payload = parcels.unpack(perform.freight());
    } catch (Parcels.UnfitException unfit) {
      duties()
          .declined(give.number())
          .ifPresent(to -> turnAway(to, Refusal.UNREADABLE, unfit.getMessage()));
      return;
    }
    long number = give.number();
    ActorRef<Object> router = post.router();
    Duration within = Duration.ofNanos(perform.withinNanos());
    give.worker()
        .tell(new Work(payload, within, answer -> router.tell(new Worked(number, answer))));
  }

  void worked(Worked worked) {
    if (worked.answer() instanceof Work.Done done) {
      duties().answered(worked.number()).ifPresent(to -> finished(to, done.reply()));
    } else if (worked.answer() instanceof Work.Declined declined) {
      duties()
          .declined(worked.number())
          .ifPresent(to -> turnAway(to, Refusal.DECLINED, declined.why()));
    }
  }

  /** A reply that cannot travel cannot travel from elsewhere either. */
  private void finished(Arrival to, Object reply) {
    Freight freight;
    try {
      freight = parcels.pack(reply);
    } catch (Parcels.UnfitException unfit) {
      fail(to, false, "it was done, but the reply is lost: " + unfit.getMessage());
      return;
    }
    int limit = setup.settings().routes().maxPayloadBytes();
    if (freight.bytes().length > limit) {
      String message = "it was done, but its reply of %d bytes is larger than %d";
      fail(to, false, message.formatted(freight.bytes().length, limit));
    } else {
      answer(to.sender(), new RouterMessage.Finished(setup.self(), tryOf(to), freight));
    }
  }

  void stopped(ActorRef<Work> worker) {
    duties().stopped(worker).forEach(to -> fail(to, true, "its worker stopped"));
  }

  private void turnAway(Arrival to, Refusal why, String message) {
    answer(
        to.sender(),
        new RouterMessage.TurnedAway(setup.self(), tryOf(to), why.name(), 0, clipped(message)));
  }

  private void fail(Arrival to, boolean again, String message) {
    answer(to.sender(), new RouterMessage.Failed(setup.self(), tryOf(to), again, clipped(message)));
  }

  /** Users write them, and they must fit into a message. */
  private static String clipped(String message) {
    return message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH));
  }

  private static RouterMessage.Try tryOf(Arrival to) {
    return new RouterMessage.Try(to.life(), to.id(), to.number());
  }

  private void answer(NodeId to, RouterMessage message) {
    if (!post.tell(to, message)) {
      memory.unsent++;
    }
  }
}
