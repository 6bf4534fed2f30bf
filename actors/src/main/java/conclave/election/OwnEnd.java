package conclave.election;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;

/**
 * Tells that a behaviour ends by itself, before anybody hears that its actor has ended: who stops
 * an actor cannot tell by its end whether it was about to end anyway.
 */
final class OwnEnd extends BehaviorInterceptor<Object, Object> {

  private final Runnable told;

  private OwnEnd(Runnable told) {
    super(Object.class);
    this.told = told;
  }

  /**
   * @param told is run in the actor; not where it fails, nor where it is stopped
   */
  @SuppressWarnings("unchecked")
  static Behavior<Object> of(Behavior<?> behavior, Runnable told) {
    // It gets the same messages as before, and this looks at none of them.
    return Behaviors.intercept(() -> new OwnEnd(told), (Behavior<Object>) behavior);
  }

  @Override
  public Behavior<Object> aroundStart(
      TypedActorContext<Object> context, PreStartTarget<Object> on) {
    return look(on.start(context));
  }

  @Override
  public Behavior<Object> aroundReceive(
      TypedActorContext<Object> context, Object message, ReceiveTarget<Object> on) {
    return look(on.apply(context, message));
  }

  @Override
  public Behavior<Object> aroundSignal(
      TypedActorContext<Object> context, Signal signal, SignalTarget<Object> on) {
    Behavior<Object> next = on.apply(context, signal);
    return signal instanceof PostStop ? next : look(next);
  }

  private Behavior<Object> look(Behavior<Object> next) {
    if (!Behavior.isAlive(next)) {
      told.run();
    }
    return next;
  }
}
