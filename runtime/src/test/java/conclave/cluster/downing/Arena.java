package conclave.cluster.downing;

import conclave.cluster.table.ClusterTable;
import conclave.cluster.table.Roll;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Members of one Akka cluster that crash, stand still, and lose links to each other or to the log;
 * a log that takes its time; and a model of Akka that finds members unreachable too late or too
 * early. One seed, one history. Most of the nodes are well at any time, as in a cluster that has a
 * log.
 */
final class Arena {

  /** So many rounds at most does the log need for whoever can reach it, each way. */
  static final int LAG = 2;

  /** Until Akka finds a member unreachable, and by how much two of them differ. */
  static final int DETECTS = 4;

  static final int JITTER = 2;
  static final Grace GRACE = Grace.of(20);

  /** What goes wrong. */
  enum Weather {
    /** Processes end and links between members are cut; nobody who lives loses the log. */
    CRASHES,
    /** Processes stand still as well, and lose the log. */
    ALL
  }

  /**
   * What is planted; sound by default.
   *
   * @param behind how many entries a reading is
   * @param knows what a run hears of who is a member, beside all who stand
   */
  record Plant(
      Grace grace,
      UnaryOperator<RollCommand> machine,
      IntUnaryOperator behind,
      BinaryOperator<Set<Long>> knows) {
    static final Plant NOTHING = new Plant(GRACE, UnaryOperator.identity(), latest -> 0);

    Plant(Grace grace, UnaryOperator<RollCommand> machine, IntUnaryOperator behind) {
      this(grace, machine, behind, (members, standing) -> members);
    }
  }

  /** One run and what becomes of it. */
  static final class Process {
    final Run run;
    final Downing role;
    boolean in;
    boolean seated;

    Process(Run run, Downing role) {
      this.run = run;
      this.role = role;
    }
  }

  /** A machine. */
  static final class Node {
    final int place;

    /** Another one once its directory was wiped. */
    NodeId id;

    Process process;
    int downFor;
    int pausedFor;
    int cutFor;

    /** Round in which it last stood still, and in which it last could not do all that it wanted. */
    int pausedAt = -1;

    int unwellAt = -1;

    Node(int place) {
      this.place = place;
      this.id = new NodeId("n" + place, place);
    }

    boolean runs() {
      return process != null && pausedFor == 0;
    }

    boolean well() {
      return runs() && cutFor == 0;
    }
  }

  private record Proposal(Node from, Process process, RollCommand command, int due) {}

  private record Reading(Node to, Process process, long look, int due) {}

  final List<Node> nodes = new ArrayList<>();
  final ClusterTable table = new ClusterTable();
  final Set<Run> members = new HashSet<>();
  final DowningLaws laws = new DowningLaws(this);
  private final Random random;
  private final Plant plant;
  private final List<Roll> history = new ArrayList<>(List.of(Roll.NONE));

  private final Wires wires;
  private List<Proposal> proposals = new ArrayList<>();
  private List<Reading> readings = new ArrayList<>();
  private final Weather weather;
  private boolean faults;
  private long uids;
  int round;

  Arena(long seed, int size, Weather weather, Plant plant) {
    this.random = new Random(seed);
    this.weather = weather;
    this.plant = plant;
    this.wires = new Wires(size);
    for (int i = 0; i < size; i++) {
      nodes.add(new Node(i + 1));
    }
    nodes.forEach(this::start);
    while (!together()) {
      round();
    }
    faults = true;
  }

  /** Whether somebody is left to let others in. */
  boolean run(int rounds) {
    boolean left = true;
    for (int i = 0; i < rounds && left; i++) {
      round();
      left = nodes.stream().anyMatch(node -> node.process != null && node.process.in);
    }
    return left;
  }

  private void round() {
    round++;
    nodes.forEach(this::strike);
    wires.round(nodes);
    commit();
    List<Node> order = new ArrayList<>(nodes);
    Collections.shuffle(order, random);
    order.forEach(this::live);
    laws.check();
  }

  void heal() {
    faults = false;
    wires.heal();
    nodes.forEach(node -> node.pausedFor = 0);
    nodes.forEach(node -> node.cutFor = 0);
  }

  /** Cuts that link, which is none to the log, for so long; nothing else goes wrong. */
  void onlyCut(Node one, Node other, int rounds) {
    faults = false;
    wires.cut(one, other, rounds);
  }

  /** The place of its node, 1 for the first. */
  int place(Run run) {
    return (int) (run.node().incarnation() - 1) % nodes.size() + 1;
  }

  boolean together() {
    return nodes.stream().allMatch(node -> node.process != null && node.process.in)
        && members.size() == nodes.size();
  }

  private boolean chance(int perMille) {
    return faults && random.nextInt(1_000) < perMille;
  }

  private boolean mayFail() {
    return nodes.stream().filter(node -> !node.well()).count() < (nodes.size() - 1) / 2;
  }

  private void strike(Node node) {
    node.pausedFor = Math.max(0, node.pausedFor - 1);
    node.cutFor = Math.max(0, node.cutFor - 1);
    if (node.process == null) {
      node.downFor = Math.max(0, node.downFor - 1);
      if (node.downFor == 0) {
        start(node);
      }
    } else if (node.well() && mayFail()) {
      if (chance(2)) {
        end(node, 1 + random.nextInt(random.nextBoolean() ? 4 : 80));
        laws.crashes++;
      } else if (chance(2)) {
        endForGood(node);
      } else if (weather == Weather.ALL && chance(4)) {
        node.pausedFor = 1 + random.nextInt(60);
      } else if (weather == Weather.ALL && chance(6)) {
        node.cutFor = 1 + random.nextInt(60);
        Node other = nodes.get(random.nextInt(nodes.size()));
        wires.cut(node, other == node ? nodes.get(node.place % nodes.size()) : other, node.cutFor);
      }
    }
    if (chance(6)) {
      wires.cut(node, nodes.get(random.nextInt(nodes.size())), 1 + random.nextInt(120));
    }
    node.pausedAt = node.pausedFor > 0 ? round : node.pausedAt;
    node.unwellAt = node.well() ? node.unwellAt : round;
  }

  /** Another machine takes its place, after a crash or after it left. */
  private void endForGood(Node node) {
    if (random.nextBoolean()) {
      members.remove(node.process.run);
      laws.left++;
    }
    laws.wiped++;
    end(node, 1 + random.nextInt(80));
    node.id = new NodeId(node.id.name(), node.id.incarnation() + nodes.size());
  }

  private void start(Node node) {
    Run run = new Run(node.id, ++uids);
    node.process = new Process(run, new Downing(run, plant.grace()));
  }

  void end(Node node, int downFor) {
    node.process = null;
    node.pausedFor = 0;
    node.downFor = downFor;
  }

  private void live(Node node) {
    if (!node.runs()) {
      return;
    }
    if (node.well() && (round % LAG == 0 || random.nextBoolean())) {
      follow(node);
    }
    if (node.process != null) {
      Process process = node.process;
      act(node, process, process.role.look(process.in, absent(node), known()));
    }
    deliver(node);
  }

  /**
   * As the role of founding does: in by the log, then in Akka; speaks up; leaves when it is over.
   */
  private void follow(Node node) {
    Run run = node.process.run;
    Roll roll = table.roll();
    Optional<Seat> seat = roll.seat(run);
    node.process.seated |= seat.isPresent();
    if (node.process.seated && seat.isEmpty()) {
      laws.fenced++;
      end(node, 2);
    } else if (seat.isEmpty()) {
      long after = roll.seat(run.node()).map(held -> held.run().uid()).orElse(0L);
      propose(node, new RollCommand.Start(run, after, node.id.name() + ":1"));
    } else if (roll.generation() == 0) {
      propose(node, new RollCommand.Claim(0, run, List.of()));
    } else if (!roll.stands(run) || seat.get().doubt() > 0) {
      propose(node, new RollCommand.Join(roll.generation(), run));
    } else if (!node.process.in && random.nextInt(3) == 0) {
      members.removeIf(member -> place(member) == node.place);
      members.add(run);
      node.process.in = true;
    }
  }

  private void propose(Node node, RollCommand command) {
    proposals.add(new Proposal(node, node.process, command, round + random.nextInt(LAG + 1)));
  }

  private Set<Long> known() {
    return plant
        .knows()
        .apply(
            members.stream().map(Run::uid).collect(Collectors.toSet()),
            table.roll().standing().stream()
                .map(seat -> seat.run().uid())
                .collect(Collectors.toSet()));
  }

  /** What this one finds, and what whoever it reaches finds. */
  private Set<Absentee> absent(Node node) {
    Set<Absentee> absent = new HashSet<>();
    for (Run member : members) {
      int place = place(member) - 1;
      boolean over =
          nodes.get(place).process == null || !nodes.get(place).process.run.equals(member);
      boolean found = finds(node.place - 1, place, over);
      for (Node other : nodes) {
        boolean heard = other.runs() && wires.whole(node, other);
        found |= heard && other.process.in && finds(other.place - 1, place, over);
      }
      if (found && place != node.place - 1) {
        absent.add(new Absentee(member.node().name() + ":1", member.uid()));
      }
    }
    return absent;
  }

  private boolean finds(int who, int whom, boolean over) {
    int jitter = (who * 7 + whom * 3) % (JITTER + 1);
    return who != whom && (over || wires.badFor(who, whom) > DETECTS + jitter);
  }

  private void act(Node node, Process process, List<Effect> effects) {
    Host host = new Host(node, process);
    effects.forEach(effect -> effect.accept(host));
  }

  private void commit() {
    List<Proposal> due = proposals;
    proposals = new ArrayList<>();
    Collections.shuffle(due, random);
    for (Proposal each : due) {
      boolean cut = each.from().cutFor > 0;
      if (each.due() > round || (cut && random.nextInt(4) > 0)) {
        proposals.add(each);
      } else if (!cut || random.nextBoolean()) {
        Roll before = table.roll();
        RollCommand command = plant.machine().apply(each.command());
        history.add(null);
        table.apply(history.size() - 1, command.encode());
        history.set(history.size() - 1, table.roll());
        laws.committed(before, command);
      }
    }
  }

  private void deliver(Node node) {
    List<Reading> due = readings;
    readings = new ArrayList<>();
    for (Reading each : due) {
      boolean other = each.to() != node;
      if (other || each.due() > round) {
        readings.add(each);
      } else if (each.process() == node.process && node.well()) {
        int latest = history.size() - 1;
        int index = Math.max(0, latest - plant.behind().applyAsInt(latest));
        act(node, node.process, node.process.role.read(each.look(), history.get(index)));
      }
    }
  }

  private final class Host implements Effect.Handler {
    private final Node node;
    private final Process process;

    Host(Node node, Process process) {
      this.node = node;
      this.process = process;
    }

    @Override
    public void read(long look) {
      readings.add(new Reading(node, process, look, round + random.nextInt(LAG + 1)));
    }

    @Override
    public void propose(RollCommand command) {
      laws.proposed(command);
      proposals.add(new Proposal(node, process, command, round + random.nextInt(LAG + 1)));
    }

    @Override
    public void down(Absentee member) {
      for (Run each : List.copyOf(members)) {
        if (each.uid() == member.uid()) {
          laws.downs(each);
          members.remove(each);
        }
      }
    }

    @Override
    public void startAfresh(String reason) {
      laws.alone += reason.contains("has not answered") ? 1 : 0;
      end(node, 2);
    }
  }
}
