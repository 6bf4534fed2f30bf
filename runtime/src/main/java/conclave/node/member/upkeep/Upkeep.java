package conclave.node.member.upkeep;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.MemberCommand.Enlist;
import conclave.node.member.table.Register;
import conclave.node.member.table.Stage;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Compares what the register says with what the groups have: a pure rule. Several nodes may apply
 * it at once, with sights that are old: what they ask for is judged again by the group's leader or
 * by the register, and asked again when it came to nothing.
 */
public final class Upkeep {

  private final String control;
  private final Set<String> groups;

  /**
   * @param control the group that has the register
   * @param groups every group, control among them
   */
  public Upkeep(String control, Set<String> groups) {
    this.control = control;
    this.groups = Set.copyOf(groups);
  }

  /**
   * What is due in the groups that this node leads, one deed for each.
   *
   * @param sights taken after the register was read; groups that say nothing are left alone
   * @param addresses where a node was last heard of
   */
  public List<Deed> due(
      Register register, List<Sight> sights, Function<NodeId, Optional<String>> addresses) {
    Optional<Sight> main = sights.stream().filter(s -> s.group().equals(control)).findFirst();
    List<Deed> due = new ArrayList<>();
    if (main.isPresent()) {
      for (Sight sight : sights) {
        if (sight.leads() && sight.settled()) {
          (sight == main.get()
                  ? inControl(register, sights, sight, addresses)
                  : inOther(register, main.get().configuration(), sight))
              .ifPresent(due::add);
        }
      }
    }
    return due;
  }

  /**
   * What the register is to be told where a group refused a deed, and would again.
   *
   * @param why a sentence
   */
  public static Optional<MemberCommand> refused(Register register, Deed deed, String why) {
    if (deed instanceof Deed.Remove remove) {
      return register
          .find(remove.node())
          .filter(one -> one.stage() == Stage.LEAVING)
          .map(one -> new MemberCommand.Keep(one.id(), one.since(), shortened(why)));
    }
    return deed instanceof Deed.Add add
        ? register
            .find(add.node())
            .filter(one -> one.stage() == Stage.JOINING)
            .map(one -> new MemberCommand.Forget(one.id(), one.since()))
        : Optional.empty();
  }

  private static String shortened(String why) {
    int most = Listed.MAX_OBSTACLE_BYTES / 3; // of UTF-8, at most
    return why.length() <= most ? why : why.substring(0, most - 3) + "...";
  }

  private Optional<Deed> inControl(
      Register register,
      List<Sight> sights,
      Sight own,
      Function<NodeId, Optional<String>> addresses) {
    List<Enlist.Place> unlisted = unlisted(register, own.configuration(), addresses);
    if (!unlisted.isEmpty()) {
      return Optional.of(new Deed.Say(new Enlist(unlisted)));
    }
    return register.listed().values().stream()
        .flatMap(one -> inControl(one, own, sights).stream())
        .findFirst();
  }

  private static List<Enlist.Place> unlisted(
      Register register,
      Configuration configuration,
      Function<NodeId, Optional<String>> addresses) {
    return members(configuration)
        .filter(node -> register.named(node.name()).isEmpty())
        .flatMap(node -> addresses.apply(node).map(at -> new Enlist.Place(node, at)).stream())
        .toList();
  }

  private Optional<Deed> inControl(Listed one, Sight own, List<Sight> sights) {
    boolean in = own.configuration().contains(one.id());
    if (one.stage() == Stage.JOINING) {
      return Optional.of(
          in
              ? new Deed.Say(new MemberCommand.Joined(one.id(), one.since()))
              : new Deed.Add(control, one.id()));
    }
    if (!in) {
      // A replica that has not applied this stage may be one that does not know of the addition.
      return own.applied() >= one.since()
          ? Optional.of(new Deed.Say(new MemberCommand.Forget(one.id(), one.since())))
          : Optional.empty();
    }
    return one.stage() == Stage.LEAVING && othersDoWithout(one.id(), sights)
        ? Optional.of(new Deed.Remove(control, one.id()))
        : Optional.empty();
  }

  private boolean othersDoWithout(NodeId node, List<Sight> sights) {
    long without =
        sights.stream()
            .filter(sight -> !sight.group().equals(control))
            .filter(sight -> sight.settled() && !sight.configuration().contains(node))
            .count();
    return without == groups.size() - 1;
  }

  /** Who is neither in the register nor in control is over; so it is when its name is another's. */
  private Optional<Deed> inOther(Register register, Configuration main, Sight own) {
    Predicate<NodeId> leaves =
        node ->
            register
                .find(node)
                .map(one -> one.stage() == Stage.LEAVING)
                .orElse(register.begun() && !main.contains(node));
    Optional<Deed> removal =
        members(own.configuration())
            .filter(leaves)
            .findFirst()
            .map(node -> new Deed.Remove(own.group(), node));
    return removal.or(
        () ->
            register.in(Stage.MEMBER).stream()
                .map(Listed::id)
                .filter(node -> !own.configuration().contains(node))
                .findFirst()
                .map(node -> new Deed.Add(own.group(), node)));
  }

  private static Stream<NodeId> members(Configuration configuration) {
    return Stream.concat(configuration.voters().stream(), configuration.learners().stream());
  }
}
