package conclave.raft.log;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who votes and who only listens. Both lists are sorted, so that equal configurations have equal
 * bytes.
 *
 * @param voters members whose majorities decide
 * @param learners members that receive the log but neither vote nor count
 */
public record Configuration(List<NodeId> voters, List<NodeId> learners) {

  /** Of a replica that was never told who its peers are: it can neither vote nor campaign. */
  public static final Configuration EMPTY = new Configuration(List.of(), List.of());

  public Configuration {
    voters = voters.stream().sorted().distinct().toList();
    learners = learners.stream().sorted().distinct().toList();
    if (learners.stream().anyMatch(voters::contains)) {
      throw new IllegalArgumentException("a learner votes: " + voters + " / " + learners);
    }
  }

  public static Configuration of(NodeId... voters) {
    return new Configuration(List.of(voters), List.of());
  }

  public boolean isVoter(NodeId node) {
    return voters.contains(node);
  }

  public boolean contains(NodeId node) {
    return voters.contains(node) || learners.contains(node);
  }

  /** Voters, then learners. */
  public Stream<NodeId> members() {
    return Stream.concat(voters.stream(), learners.stream());
  }

  /** Everybody but {@code self}. */
  public List<NodeId> peersOf(NodeId self) {
    return members().filter(n -> !n.equals(self)).toList();
  }

  /** The smallest number of voters that is more than half. */
  public int majority() {
    return voters.size() / 2 + 1;
  }

  /** For people: {@code voters n1, n2, n3; learners n4}. */
  public String text() {
    return "voters " + names(voters) + (learners.isEmpty() ? "" : "; learners " + names(learners));
  }

  private static String names(List<NodeId> nodes) {
    return nodes.stream().map(NodeId::name).collect(Collectors.joining(", "));
  }
}
