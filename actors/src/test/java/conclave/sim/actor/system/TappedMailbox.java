package conclave.sim.actor.system;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.dispatch.Envelope;
import akka.dispatch.MailboxType;
import akka.dispatch.MessageQueue;
import akka.dispatch.ProducesMessageQueue;
import akka.dispatch.UnboundedMessageQueueSemantics;
import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.Deque;
import scala.Option;

/** Mailboxes that show each message as it is taken out. Made by Akka, by its name. */
public final class TappedMailbox implements MailboxType, ProducesMessageQueue<TappedMailbox.Queue> {

  public TappedMailbox(ActorSystem.Settings settings, Config config) {}

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    Host host = ((VirtualScheduler) system.get().scheduler()).process().host();
    if (owner.isDefined()) {
      host.made(owner.get());
    }
    return new Queue(host, owner.isDefined() ? owner.get() : null);
  }

  /** One actor's messages. */
  public static final class Queue implements MessageQueue, UnboundedMessageQueueSemantics {

    private final Deque<Envelope> messages = new ArrayDeque<>();
    private final Host host;
    private final ActorRef owner;

    Queue(Host host, ActorRef owner) {
      this.host = host;
      this.owner = owner;
    }

    @Override
    public void enqueue(ActorRef receiver, Envelope message) {
      host.requireOwnThread();
      messages.add(message);
    }

    @Override
    public Envelope dequeue() {
      Envelope next = messages.poll();
      if (next == null || owner == null) {
        return next;
      }
      Object taken = host.taken(owner, next.message());
      return taken == next.message() ? next : Envelope.apply(taken, next.sender());
    }

    @Override
    public int numberOfMessages() {
      return messages.size();
    }

    @Override
    public boolean hasMessages() {
      return !messages.isEmpty();
    }

    @Override
    public void cleanUp(ActorRef gone, MessageQueue deadLetters) {
      while (hasMessages()) {
        deadLetters.enqueue(gone, messages.poll());
      }
    }
  }
}
