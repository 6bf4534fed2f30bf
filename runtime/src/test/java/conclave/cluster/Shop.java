package conclave.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import com.typesafe.config.Config;
import conclave.serialization.CborSerializable;

/**
 * An application that uses what Akka Cluster has: it is found by the receptionist, has one till, a
 * singleton, and a basket for each customer, an entity.
 */
final class Shop {

  /** What the till, a basket and a shop can be asked. */
  record Where(ActorRef<Place> replyTo) implements CborSerializable {}

  /**
   * The answer.
   *
   * @param port of the ActorSystem that it lives in
   * @param asked how often it was asked in this life
   */
  record Place(int port, long asked) implements CborSerializable {}

  static final ServiceKey<Where> SHOPS = ServiceKey.create(Where.class, "shops");
  static final EntityTypeKey<Where> BASKETS = EntityTypeKey.create(Where.class, "baskets");

  private Shop() {}

  /** Opens it, and again in another ActorSystem whenever Akka downed the one before. */
  static KeptNode open(Config config) {
    return KeptNode.start(() -> ActorSystem.create(Shop.create(), "shop", config));
  }

  static Behavior<Where> create() {
    return Behaviors.setup(
        context -> {
          ClusterSharding.get(context.getSystem()).init(Entity.of(BASKETS, entity -> counting()));
          till(context.getSystem());
          context.getSystem().receptionist().tell(Receptionist.register(SHOPS, context.getSelf()));
          return counting(context, 1);
        });
  }

  /** Leads to the till, wherever it is. */
  static ActorRef<Where> till(ActorSystem<?> system) {
    return ClusterSingleton.get(system).init(SingletonActor.of(counting(), "till"));
  }

  private static Behavior<Where> counting() {
    return Behaviors.setup(context -> counting(context, 1));
  }

  private static Behavior<Where> counting(ActorContext<Where> context, long next) {
    return Behaviors.receive(Where.class)
        .onMessage(
            Where.class,
            where -> {
              where
                  .replyTo()
                  .tell(new Place(context.getSystem().address().getPort().orElseThrow(), next));
              return counting(context, next + 1);
            })
        .build();
  }
}
