package conclave.multijvm.nemesis;

import conclave.multijvm.ForkedNode;
import conclave.multijvm.links.Delay;

/** Something that befalls the nodes of a cluster, or is mended. */
public sealed interface Fault {

  /** Does it. */
  void befall(Victims victims);

  /** Whether it makes something well again. */
  default boolean mends() {
    return false;
  }

  /** SIGKILL. */
  record Kill(String node) implements Fault {
    @Override
    public void befall(Victims victims) {
      victims.node(node).kill();
    }
  }

  /** It starts again; whether it is ready is another matter. */
  record Restart(String node) implements Fault {
    @Override
    public void befall(Victims victims) {
      ForkedNode killed = victims.node(node);
      if (!killed.alive()) {
        killed.start();
      }
    }

    @Override
    public boolean mends() {
      return true;
    }
  }

  /** SIGSTOP. */
  record Pause(String node) implements Fault {
    @Override
    public void befall(Victims victims) {
      victims.node(node).pause();
    }
  }

  /** SIGCONT. */
  record Resume(String node) implements Fault {
    @Override
    public void befall(Victims victims) {
      victims.node(node).resume();
    }

    @Override
    public boolean mends() {
      return true;
    }
  }

  /** One direction is cut. */
  record Cut(String from, String to) implements Fault {
    @Override
    public void befall(Victims victims) {
      victims.links().oneWay(from, to).cut();
    }
  }

  /** One direction holds everything back. */
  record Hole(String from, String to) implements Fault {
    @Override
    public void befall(Victims victims) {
      victims.links().oneWay(from, to).hole();
    }
  }

  /** One direction is slow. */
  record Slow(String from, String to, Delay delay) implements Fault {
    @Override
    public void befall(Victims victims) {
      victims.links().oneWay(from, to).delay(delay);
    }
  }

  /** One direction is whole again. */
  record Heal(String from, String to) implements Fault {
    @Override
    public void befall(Victims victims) {
      victims.links().oneWay(from, to).heal();
    }

    @Override
    public boolean mends() {
      return true;
    }
  }

  /**
   * The leader loses its links.
   *
   * @param otherwise who does where nobody is known to lead
   */
  record IsolateLeader(String otherwise) implements Fault {
    @Override
    public void befall(Victims victims) {
      String leader = victims.leader().orElse(otherwise);
      victims.links().around(leader).cut();
    }
  }

  /** All links are whole again. */
  record HealAll() implements Fault {
    @Override
    public void befall(Victims victims) {
      victims.links().all().heal();
    }

    @Override
    public boolean mends() {
      return true;
    }
  }
}
