package conclave.cluster.founding;

import conclave.cluster.table.ClusterTable;
import conclave.cluster.table.Roll;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.Run;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Nodes that start, crash, are paused and cut off, a log that takes its time, and a model of Akka
 * Cluster in which invitations arrive late. One seed, one history; time passes in rounds, in which
 * everybody who can has one tick.
 */
final class Stage {

  /** So many rounds at most does the log need for whoever can reach it, each way. */
  static final int LAG = 2;

  static final Patience PATIENCE = new Patience(3, 14);

  /** What may go wrong in a round, in per mille for each node; loss in per cent of messages. */
  record Faults(int crash, int pause, int cut, int loss, int down) {
    static final Faults NONE = new Faults(0, 0, 0, 0, 0);
  }

  /** What is planted; sound by default. */
  record Plant(Rules rules, Patience patience, UnaryOperator<RollCommand> machine) {
    static final Plant NOTHING = new Plant(Rules.SOUND, PATIENCE, UnaryOperator.identity());
  }

  /** An Akka cluster: whoever joined it, by its founding. */
  record Akka(long generation, Run founder) {}

  /** A process with its ActorSystem. */
  static final class Process {
    final Run run;
    final Founding role;
    AkkaStatus status = AkkaStatus.OUT;
    Akka akka;
    int told;

    Process(Run run, Founding role) {
      this.run = run;
      this.role = role;
    }
  }

  /** A machine with a data directory. */
  static final class Node {
    final NodeId id;
    final String address;
    Process process;
    int downFor;
    int pausedFor;
    int cutFor;

    /** The last round in which it could not do all that it wanted. */
    int unwellAt = -1;

    Node(NodeId id) {
      this.id = id;
      this.address = id.name() + ":1";
    }

    boolean reaches() {
      return process != null && pausedFor == 0 && cutFor == 0;
    }
  }

  private record Proposal(Node from, Process process, RollCommand command, int due) {}

  private record Letter(int due, Runnable arrival) {}

  final List<Node> nodes = new ArrayList<>();
  final ClusterTable table = new ClusterTable();
  final FoundingLaws laws = new FoundingLaws(this);
  private final Random random;
  private final Plant plant;
  private final List<Roll> history = new ArrayList<>(List.of(Roll.NONE));
  private List<Proposal> proposals = new ArrayList<>();
  private List<Letter> letters = new ArrayList<>();
  private Faults faults;
  private long uids;
  int round;
  int crashes;
  int afresh;
  int joins;

  Stage(long seed, int size, Faults faults, Plant plant) {
    this.random = new Random(seed);
    this.faults = faults;
    this.plant = plant;
    for (int i = 1; i <= size; i++) {
      nodes.add(new Node(new NodeId("n" + i, i)));
    }
    nodes.forEach(node -> node.downFor = random.nextInt(4));
  }

  void run(int rounds) {
    for (int i = 0; i < rounds; i++) {
      round();
      laws.check();
    }
  }

  void heal() {
    faults = Faults.NONE;
  }

  /** All processes end at once, and begin again a little later, but for some that never do. */
  void restartAll(int without) {
    nodes.forEach(this::crash);
    nodes.forEach(node -> node.downFor = 1 + random.nextInt(4));
    nodes.subList(0, without).forEach(node -> node.downFor = Integer.MAX_VALUE);
  }

  long generation() {
    return table.roll().generation();
  }

  /** Whether everybody who runs is in the Akka cluster of the present generation. */
  boolean together() {
    return nodes.stream()
        .filter(node -> node.process != null)
        .allMatch(
            node ->
                node.process.status == AkkaStatus.IN
                    && node.process.akka.generation() == generation());
  }

  private void round() {
    round++;
    List<Node> order = new ArrayList<>(nodes);
    Collections.shuffle(order, random);
    for (Node node : order) {
      strike(node);
      commit();
      deliver();
      follow(node);
      if (node.reaches() || (node.process != null && node.pausedFor == 0)) {
        input(node, node.process, new Input.Tick(members(node.process)));
      }
    }
  }

  /** Of its Akka cluster, but for those who ended. */
  private Set<Long> members(Process process) {
    return nodes.stream()
        .map(node -> node.process)
        .filter(other -> other != null && other.akka != null && other.akka.equals(process.akka))
        .map(other -> other.run.uid())
        .collect(Collectors.toSet());
  }

  private void strike(Node node) {
    node.pausedFor = Math.max(0, node.pausedFor - 1);
    node.cutFor = Math.max(0, node.cutFor - 1);
    if (node.process == null) {
      if (node.downFor > 0 && node.downFor < Integer.MAX_VALUE) {
        node.downFor--;
      }
      if (node.downFor == 0) {
        start(node);
      }
    } else if (chance(faults.crash())) {
      crash(node);
      crashes++;
      node.downFor = 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
    } else if (chance(faults.down()) && node.process.status == AkkaStatus.IN) {
      node.process.status = AkkaStatus.LEAVING;
      node.downFor = 2;
      crash(node);
    }
    node.pausedFor += chance(faults.pause()) ? 1 + random.nextInt(40) : 0;
    node.cutFor += chance(faults.cut()) ? 1 + random.nextInt(60) : 0;
    node.unwellAt = node.reaches() ? node.unwellAt : round;
  }

  private boolean chance(int perMille) {
    return random.nextInt(1_000) < perMille;
  }

  private void start(Node node) {
    Run run = new Run(node.id, ++uids);
    Founding role = new Founding(run, node.address, plant.patience(), plant.rules());
    node.process = new Process(run, role);
    node.process.told = Math.max(0, history.size() - 1 - random.nextInt(4));
    node.unwellAt = round;
    tell(node);
  }

  private void crash(Node node) {
    node.process = null;
    node.pausedFor = 0;
  }

  /** In the order in which they were proposed or another; some are lost. */
  private void commit() {
    List<Proposal> due = proposals;
    proposals = new ArrayList<>();
    Collections.shuffle(due, random);
    for (Proposal each : due) {
      if (each.due() > round || (each.from().cutFor > 0 && random.nextInt(4) > 0)) {
        proposals.add(each);
        continue;
      }
      boolean lost = each.from().cutFor > 0 && random.nextBoolean();
      if (!lost) {
        Roll before = table.roll();
        history.add(null);
        table.apply(history.size() - 1, plant.machine().apply(each.command()).encode());
        history.set(history.size() - 1, table.roll());
        laws.committed(before, each.command());
      }
      post(LAG, () -> input(each.from(), each.process(), new Input.Settled()));
    }
  }

  private void post(int within, Runnable arrival) {
    letters.add(new Letter(round + random.nextInt(within + 1), arrival));
  }

  private void deliver() {
    List<Letter> due = letters;
    letters = new ArrayList<>();
    Collections.shuffle(due, random);
    for (Letter letter : due) {
      if (letter.due() > round) {
        letters.add(letter);
      } else {
        letter.arrival().run();
      }
    }
  }

  /** The feed is behind by as much as it likes, but for whoever can reach the log. */
  private void follow(Node node) {
    if (!node.reaches()) {
      return;
    }
    int latest = history.size() - 1;
    int known = node.process.told;
    if (known < latest) {
      boolean late = round % LAG != 0 && random.nextBoolean();
      node.process.told = late ? known + random.nextInt(latest - known + 1) : latest;
      tell(node);
    } else if (random.nextInt(50) == 0) {
      int behind = Math.max(0, latest - 3);
      input(node, node.process, new Input.Told(behind, history.get(behind)));
    }
  }

  private void tell(Node node) {
    int known = node.process.told;
    input(node, node.process, new Input.Told(known, history.get(known)));
  }

  private void input(Node node, Process process, Input input) {
    if (node.process != process || process == null || node.pausedFor > 0) {
      return;
    }
    Host host = new Host(node, process);
    process.role.on(process.status, input).forEach(effect -> effect.accept(host));
  }

  private Optional<Node> at(String address) {
    return nodes.stream().filter(node -> node.address.equals(address)).findFirst();
  }

  private void send(Node from, String address, Input input) {
    if (from.cutFor == 0 && random.nextInt(100) >= faults.loss()) {
      at(address)
          .ifPresent(
              to ->
                  post(
                      3,
                      () -> {
                        if (to.cutFor == 0) {
                          input(to, to.process, input);
                        }
                      }));
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
    public void propose(RollCommand command) {
      proposals.add(new Proposal(node, process, command, round + random.nextInt(LAG + 1)));
    }

    @Override
    public void knock(String address) {
      send(node, address, new Input.Knocked(node.address));
    }

    @Override
    public void answer(String address, Here here) {
      send(node, address, new Input.Heard(here));
    }

    @Override
    public void joinSelf(long generation) {
      laws.joinsItself(generation, process.run);
      if (process.status == AkkaStatus.OUT) {
        process.akka = new Akka(generation, process.run);
        process.status = AkkaStatus.IN;
        joins++;
      }
    }

    @Override
    public void joinThrough(long generation, List<String> addresses) {
      Node through = at(addresses.get(random.nextInt(addresses.size()))).orElseThrow();
      laws.joinsThrough(process.run, through.id);
      post(
          4,
          () -> {
            Process met = through.process;
            if (met != null && met.status == AkkaStatus.IN && through.reaches()) {
              Akka akka = met.akka;
              post(6, () -> welcome(akka));
            }
          });
    }

    private void welcome(Akka akka) {
      if (node.process == process && process.status == AkkaStatus.OUT) {
        process.akka = akka;
        process.status = AkkaStatus.IN;
        joins++;
      }
    }

    @Override
    public void startAfresh(String reason) {
      afresh++;
      laws.startsAfresh(reason);
      crash(node);
      node.downFor = 2;
    }
  }
}
