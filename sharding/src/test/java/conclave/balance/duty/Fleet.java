package conclave.balance.duty;

import conclave.balance.route.Directory;
import conclave.balance.route.Effect;
import conclave.balance.route.Freight;
import conclave.balance.route.Outcome;
import conclave.balance.route.Owners;
import conclave.balance.route.Policy;
import conclave.balance.route.Refusal;
import conclave.balance.route.Request;
import conclave.balance.route.RouteLimits;
import conclave.balance.route.Routing;
import conclave.balance.route.Scene;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Three nodes that send and work, in virtual time: messages are lost, late and out of order, nodes
 * crash and come back, workers stop or decline, routers die, and who is reachable is known late and
 * sometimes wrong. What was really executed is written down beside it.
 */
final class Fleet {

  /** A defect that must be found. */
  enum Plant {
    NONE,
    DUPLICATES_ARE_DONE,
    DECLINED_AND_YET_DONE,
    LINKS_DOUBLE_MESSAGES
  }

  private static final int NODES = 3;
  private static final long END = 20_000;
  private static final DutyLimits DUTIES = new DutyLimits(4, 3, 1_000);
  private static final RouteLimits ROUTES = new RouteLimits(40, 4_000, 100, 4, 0.3, 50, 0.2);

  /** One request, and what really became of it. */
  private static final class Errand {
    final String name;
    final boolean safe;
    final int life;
    int executions;
    final Set<NodeId> running = new HashSet<>();
    Outcome outcome;

    Errand(String name, boolean safe, int life) {
      this.name = name;
      this.safe = safe;
      this.life = life;
    }
  }

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private record Key(NodeId sender, long life, long id) {}

  /** One node; a crash makes it another life. */
  private final class Node {
    final NodeId id;
    int life;
    boolean up = true;
    final Set<NodeId> unreachable = new HashSet<>();
    Routing<Errand> routing;
    Duties<String> duties;
    Directory directory;

    Node(int number) {
      id = new NodeId("n" + number, number);
      begin();
    }

    void begin() {
      life = nextLife++;
      up = true;
      routing = new Routing<>(ROUTES, random.split());
      duties = new Duties<>(id, DUTIES);
      duties.register("s", "a" + life);
      duties.register("s", "b" + life);
      directory = new Directory();
      ids().forEach(node -> directory.heard(node, List.of("s")));
    }

    Scene scene() {
      List<Scene.Member> members =
          ids().stream()
              .map(node -> new Scene.Member(node, !unreachable.contains(node), Double.NaN))
              .toList();
      return new Scene(now, members, directory, Owners.NOBODY);
    }
  }

  final List<String> violations = new ArrayList<>();
  int executions;
  int executedAgain;
  int crashes;
  int lostOnTheWay;
  final long[] outcomes = new long[3];
  private final Plant plant;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Errand> errands = new ArrayList<>();
  private final Map<Key, Errand> byRoute = new HashMap<>();
  private final List<Node> nodes;
  private long now = 1;
  private long order;
  private int nextLife = 1;

  Fleet(long seed, Plant plant) {
    this.plant = plant;
    this.random = new SplittableRandom(seed);
    this.nodes = IntStream.rangeClosed(1, NODES).mapToObj(Node::new).toList();
  }

  private static List<NodeId> ids() {
    return IntStream.rangeClosed(1, NODES).mapToObj(i -> new NodeId("n" + i, i)).toList();
  }

  private Node node(NodeId id) {
    return nodes.get(ids().indexOf(id));
  }

  private void after(long time, Runnable what) {
    events.add(new Event(now + time, order++, what));
  }

  Fleet run() {
    nodes.forEach(node -> every(20, () -> tick(node)));
    nodes.forEach(node -> every(30, () -> ask(node)));
    every(400, this::trouble);
    while (!events.isEmpty()) {
      Event event = events.remove();
      now = event.at();
      event.what().run();
    }
    judge();
    return this;
  }

  private void every(long time, Runnable what) {
    after(
        1 + random.nextLong(2 * time),
        () -> {
          what.run();
          if (now < END) {
            every(time, what);
          }
        });
  }

  private void tick(Node node) {
    if (node.up) {
      did(node, node.routing.tick(node.scene()));
    }
  }

  private void ask(Node node) {
    if (node.up && now < END - 3_000) {
      Errand errand = new Errand("r" + errands.size(), random.nextBoolean(), node.life);
      errands.add(errand);
      Policy policy = random.nextBoolean() ? new Policy.LeastLoaded() : new Policy.RoundRobin();
      Freight freight = new Freight(errands.size() - 1, "", new byte[10]);
      Request request = new Request("s", policy, freight, errand.safe, 200 + random.nextInt(800));
      did(node, node.routing.begin(request, errand, node.scene()));
    }
  }

  private void trouble() {
    Node node = nodes.get(random.nextInt(NODES));
    int dice = random.nextInt(10);
    if (now > END - 3_000 || !node.up) {
      return;
    }
    if (dice < 3) {
      crash(node);
    } else if (dice < 5) {
      did(node, node.routing.abandon());
    } else if (dice < 8) {
      stopWorker(node);
    } else {
      NodeId suspected = ids().get(random.nextInt(NODES));
      node.unreachable.add(suspected);
      after(500, () -> node.unreachable.remove(suspected));
    }
  }

  private void crash(Node node) {
    crashes++;
    node.up = false;
    errands.forEach(errand -> errand.running.remove(node.id));
    for (Node other : nodes) {
      after(100 + random.nextInt(200), () -> other.unreachable.add(node.id));
      after(1_000 + random.nextInt(200), () -> other.unreachable.remove(node.id));
    }
    after(800, node::begin);
  }

  private void stopWorker(Node node) {
    String worker = "a" + node.life;
    for (Arrival lost : node.duties.stopped(worker)) {
      errandOf(lost).running.remove(node.id);
      answer(node, lost, (from, which) -> from.routing.failed(which, true, "", from.scene()));
    }
    node.duties.register("s", worker);
  }

  private void did(Node node, List<Effect<Errand>> effects) {
    for (Effect<Errand> effect : effects) {
      if (effect instanceof Effect.Send<Errand> send) {
        send(node, send);
      } else if (effect instanceof Effect.Settle<Errand> settle) {
        law(settle.caller().outcome == null, "two outcomes of " + settle.caller().name);
        settle.caller().outcome = settle.outcome();
      }
    }
  }

  private void send(Node from, Effect.Send<Errand> send) {
    int errand = send.request().freight().serializer();
    Arrival arrival = new Arrival(from.id, from.life, send.id(), send.number(), "s", "", 0, 10);
    byRoute.put(new Key(from.id, from.life, send.id()), errands.get(errand));
    travel(() -> arrive(node(send.to()), arrival));
    if (plant == Plant.LINKS_DOUBLE_MESSAGES) {
      travel(() -> arrive(node(send.to()), arrival));
    }
  }

  private void travel(Runnable delivery) {
    if (random.nextInt(10) == 0) {
      lostOnTheWay++;
      return;
    }
    after(random.nextInt(12) == 0 ? random.nextLong(2_000) : 1 + random.nextInt(30), delivery);
  }

  private void arrive(Node at, Arrival arrival) {
    if (!at.up) {
      return;
    }
    Arrival seen =
        plant == Plant.DUPLICATES_ARE_DONE
            ? new Arrival(
                arrival.sender(),
                arrival.life() + 1_000 * (1 + arrival.number()),
                arrival.id(),
                arrival.number(),
                "s",
                "",
                0,
                arrival.bytes())
            : arrival;
    Decision<String> decision = at.duties.arrive(seen, Owners.NOBODY);
    if (decision instanceof Decision.Give<String> give) {
      work(at, arrival, give);
    } else if (decision instanceof Decision.TurnAway<String> away) {
      answer(
          at, arrival, (from, which) -> from.routing.refused(which, away.why(), "", from.scene()));
    }
  }

  private void work(Node at, Arrival arrival, Decision.Give<String> give) {
    int life = at.life;
    Errand errand = errandOf(arrival);
    boolean declines = random.nextInt(3) == 0;
    if (!declines || plant == Plant.DECLINED_AND_YET_DONE) {
      law(errand.running.add(at.id), errand.name + " runs twice at once on " + at.id);
      errand.executions++;
    }
    after(
        1 + random.nextInt(random.nextInt(6) == 0 ? 900 : 60),
        () -> {
          if (at.up && at.life == life) {
            (declines ? at.duties.declined(give.number()) : at.duties.answered(give.number()))
                .ifPresent(to -> worked(at, to, errand, declines));
          }
        });
  }

  private void worked(Node at, Arrival to, Errand errand, boolean declined) {
    errand.running.remove(at.id);
    answer(
        at,
        to,
        (from, which) ->
            declined
                ? from.routing.refused(which, Refusal.DECLINED, "", from.scene())
                : from.routing.finished(which, "reply"));
  }

  private Errand errandOf(Arrival arrival) {
    return byRoute.get(new Key(arrival.sender(), arrival.life() % 1_000, arrival.id()));
  }

  private interface Answer {
    List<Effect<Errand>> to(Node from, Routing.Try which);
  }

  private void answer(Node at, Arrival arrival, Answer answer) {
    Node from = node(arrival.sender());
    long life = arrival.life() % 1_000;
    travel(
        () -> {
          if (from.up && from.life == life) {
            did(from, answer.to(from, new Routing.Try(arrival.id(), arrival.number())));
          }
        });
  }

  private void judge() {
    for (Errand errand : errands) {
      executions += errand.executions;
      executedAgain += Math.max(0, errand.executions - 1);
      law(errand.safe || errand.executions <= 1, errand.name + ", unsafe, was done twice");
      boolean senderLives = nodes.stream().anyMatch(node -> node.life == errand.life);
      law(errand.outcome != null || !senderLives, errand.name + " has no outcome");
      if (errand.outcome instanceof Outcome.Done) {
        outcomes[0]++;
        law(errand.executions > 0, errand.name + " is done, and was not");
      } else if (errand.outcome instanceof Outcome.Rejected) {
        outcomes[1]++;
        law(errand.executions == 0, errand.name + " is rejected, and was done");
      } else if (errand.outcome instanceof Outcome.Unknown) {
        outcomes[2]++;
      }
    }
  }

  private void law(boolean holds, String sentence) {
    if (!holds) {
      violations.add(sentence);
    }
  }
}
