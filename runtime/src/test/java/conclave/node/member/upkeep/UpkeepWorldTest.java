package conclave.node.member.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.MemberTable;
import conclave.node.member.table.Register;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Wishes, deeds that are lost, refused or late, and nodes that decide by what they saw a while ago:
 * when it is over, every group has whom the register says.
 */
class UpkeepWorldTest {

  private static final String CONTROL = "control";
  private static final Set<String> GROUPS = Set.of(CONTROL, "p0", "p1");
  private static final int SEEDS = 400;

  private int wishes;
  private int changes;
  private int kept;
  private int late;

  @Test
  void everyGroupComesToHaveWhomTheRegisterSays() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      new World(seed).run();
    }
    System.out.printf(
        "upkeep: %d seeds, %d wishes, %d changes of groups, %d refused and kept, %d deeds late%n",
        SEEDS, wishes, changes, kept, late);
    assertThat(Math.min(Math.min(wishes, kept), late)).isGreaterThan(SEEDS / 2);
  }

  private final class World {
    private final int seed;
    private final Random random;
    private final Upkeep upkeep = new Upkeep(CONTROL, GROUPS);
    private final MemberTable table = new MemberTable();
    private final TreeMap<String, Set<NodeId>> groups = new TreeMap<>();
    private final List<Deed> delayed = new ArrayList<>();
    private Register staleRegister = Register.NONE;
    private List<Sight> staleSights = List.of();
    private boolean refuses = true;
    private long index;

    World(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      Set<NodeId> founders = Set.of(new NodeId("n1", 1), new NodeId("n2", 1), new NodeId("n3", 1));
      GROUPS.forEach(group -> groups.put(group, new TreeSet<>(founders)));
    }

    void run() {
      for (int i = 0; i < 150; i++) {
        step();
      }
      refuses = false;
      delayed.clear();
      for (int i = 0; i < 100; i++) {
        due(table.register(), sights()).forEach(this::perform);
      }
      Set<NodeId> listed = new TreeSet<>();
      table.register().listed().values().stream().map(Listed::id).forEach(listed::add);
      groups.forEach(
          (group, members) -> assertThat(members).as("%s, seed %d", group, seed).isEqualTo(listed));
      assertThat(table.register().pending()).as("seed %d", seed).isEmpty();
      assertThat(listed).as("seed %d", seed).isNotEmpty();
    }

    private void step() {
      switch (random.nextInt(6)) {
        case 0 -> wish();
        case 1 -> {
          staleRegister = table.register();
          staleSights = sights();
        }
        case 2 -> due(staleRegister, staleSights).forEach(this::send);
        case 3 -> {
          if (!delayed.isEmpty()) {
            late++;
            perform(delayed.remove(random.nextInt(delayed.size())));
          }
        }
        default -> due(table.register(), sights()).forEach(this::send);
      }
    }

    private void wish() {
      NodeId node = new NodeId("n" + (1 + random.nextInt(5)), 1 + random.nextInt(2));
      wishes++;
      say(
          random.nextBoolean()
              ? new MemberCommand.Admit(node, "h:1")
              : new MemberCommand.Dismiss(node));
    }

    private List<Deed> due(Register register, List<Sight> sights) {
      return upkeep.due(register, sights, node -> Optional.of("h:1"));
    }

    private List<Sight> sights() {
      return groups.entrySet().stream()
          .map(
              group ->
                  new Sight(
                      group.getKey(),
                      true,
                      true,
                      index,
                      new Configuration(List.copyOf(group.getValue()), List.of())))
          .toList();
    }

    private void send(Deed deed) {
      int fate = random.nextInt(10);
      if (fate < 6) {
        perform(deed);
      } else if (fate < 9 && delayed.size() < 8) {
        delayed.add(deed);
      }
    }

    private void perform(Deed deed) {
      if (deed instanceof Deed.Say say) {
        say(say.command());
      } else if (deed instanceof Deed.Add add) {
        add(add);
      } else {
        remove((Deed.Remove) deed);
      }
    }

    private void add(Deed.Add add) {
      Set<NodeId> members = groups.get(add.group());
      Optional<NodeId> namesake =
          members.stream().filter(node -> node.name().equals(add.node().name())).findFirst();
      if (namesake.isEmpty() && members.add(add.node())) {
        changes++;
      }
    }

    private void remove(Deed.Remove remove) {
      Set<NodeId> members = groups.get(remove.group());
      if (members.size() == 1 || (refuses && random.nextInt(5) == 0)) {
        Upkeep.refused(table.register(), remove, "no majority would answer")
            .ifPresent(
                keep -> {
                  kept++;
                  say(keep);
                });
      } else if (members.remove(remove.node())) {
        changes++;
      }
    }

    private void say(MemberCommand command) {
      table.apply(++index, command.encode());
    }
  }
}
