package conclave.serialization;

import conclave.raft.Message;
import conclave.raft.log.NodeId;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that nodes say to each other on the hot path. Pure data: no actor reference, so that a
 * message means the same before and after a restart of either side. Written by {@link
 * RaftSerializer}; lists are immutable and nobody writes to the byte arrays in them.
 *
 * <p>Akka may lose, delay, reorder and, over a cut link, deliver long after: receivers judge by
 * terms, incarnations and batch numbers, never by arrival.
 */
public sealed interface Wire {

  /** Calls the receiver's method for this message. */
  void accept(Receiver receiver);

  /** One method a message, so that a missing case does not compile. */
  interface Receiver {
    void on(ToReplica message);

    void on(Submit message);

    void on(Refused message);

    void on(Results message);

    void on(Ask message);

    void on(Answers message);

    void on(AskFailed message);
  }

  /** What the replica of {@code group} takes, at {@link PeerAddress#replica}. */
  sealed interface ForReplica extends Wire {
    String group();
  }

  /** What the gateway of {@code group} takes, at {@link PeerAddress#gateway}. */
  sealed interface ForGateway extends Wire {
    String group();

    /** The batch that this answers; an unknown one is of a former life and is dropped. */
    long batch();
  }

  /**
   * A gateway's name and, where it is no member's, the way back to it. Members know each other by
   * name and keep each other's addresses, which may change; of a client they remember nothing, so
   * that there is no table of clients to fill up, to lose in a restart or to grow stale. Each batch
   * says where its answers go.
   *
   * @param node the member, or a name that a client made up for this life of its process
   * @param address of a client; empty for a member
   */
  record Sender(NodeId node, Optional<PeerAddress> address) {
    public Sender {
      Objects.requireNonNull(node);
      Objects.requireNonNull(address);
    }

    /** The gateway of a member. */
    public static Sender member(NodeId node) {
      return new Sender(node, Optional.empty());
    }

    /** The gateway of a process that hosts no replica. */
    public static Sender client(NodeId node, PeerAddress address) {
      return new Sender(node, Optional.of(address));
    }

    @Override
    public String toString() {
      return address.map(at -> node + " at " + at).orElse(node.toString());
    }
  }

  /**
   * A Raft message from one replica to another.
   *
   * @param to the receiver drops what is not addressed to its own incarnation (law L9)
   */
  record ToReplica(String group, NodeId from, NodeId to, Message message) implements ForReplica {
    public ToReplica {
      PeerAddress.requireGroup(group);
      Objects.requireNonNull(from);
      Objects.requireNonNull(to);
      Objects.requireNonNull(message);
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * A batch of commands for the replica that the gateway believes to lead.
   *
   * @param from the gateway that the answers go to
   * @param batch never used before by any life of that gateway: begin each life at a random number
   * @param commands encoded commands, at least one, each up to {@link Lanes#MAX_PAYLOAD_BYTES}
   */
  record Submit(String group, Sender from, long batch, List<byte[]> commands)
      implements ForReplica {
    public Submit {
      PeerAddress.requireGroup(group);
      Objects.requireNonNull(from);
      commands = List.copyOf(commands);
      if (commands.isEmpty()) {
        throw new IllegalArgumentException("batch " + batch + " of " + group + " has no command");
      }
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Submit that
          && group.equals(that.group)
          && from.equals(that.from)
          && batch == that.batch
          && sameBytes(commands, that.commands);
    }

    @Override
    public int hashCode() {
      return Objects.hash(group, from, batch);
    }

    @Override
    public String toString() {
      return "Submit(%s, %s, batch %d: %s)".formatted(group, from, batch, summary(commands));
    }
  }

  /** Why a replica did not take a batch. The codes are part of the wire format. */
  enum Reason {
    /** Ask the leader that the refusal names, or look for one. */
    NOT_LEADER(1),
    /** Too much is under way; try again later. */
    OVERLOADED(2),
    /** The leader's disk is full (law L12). */
    NO_SPACE(3);

    private final byte code;

    Reason(int code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }

    static Reason of(byte code) {
      return switch (code) {
        case 1 -> NOT_LEADER;
        case 2 -> OVERLOADED;
        case 3 -> NO_SPACE;
        default -> throw new IllegalArgumentException("unknown reason of a refusal: " + code);
      };
    }
  }

  /**
   * The whole batch is certainly not in the log.
   *
   * @param leader who leads, as far as the refusing replica knows
   */
  record Refused(String group, long batch, Reason reason, Optional<NodeId> leader)
      implements ForGateway {
    public Refused {
      PeerAddress.requireGroup(group);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(leader);
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * What the machine answered. A batch may be answered in several parts and in any order.
   *
   * @param first position in the batch of the first command answered, from 0
   * @param results encoded results of that command and its successors, at least one
   */
  record Results(String group, long batch, int first, List<byte[]> results) implements ForGateway {
    public Results {
      PeerAddress.requireGroup(group);
      results = List.copyOf(results);
      if (first < 0 || results.isEmpty()) {
        throw new IllegalArgumentException(
            "batch %d of %s: %d results from %d on".formatted(batch, group, results.size(), first));
      }
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Results that
          && group.equals(that.group)
          && batch == that.batch
          && first == that.first
          && sameBytes(results, that.results);
    }

    @Override
    public int hashCode() {
      return Objects.hash(group, batch, first);
    }

    @Override
    public String toString() {
      return "Results(%s, batch %d from %d: %s)".formatted(group, batch, first, summary(results));
    }
  }

  /**
   * One question to one machine.
   *
   * @param machine the machine's name, up to 255 bytes of UTF-8
   * @param query its question, encoded, up to {@link Lanes#MAX_PAYLOAD_BYTES}
   */
  record Question(String machine, byte[] query) {
    public Question {
      Objects.requireNonNull(machine);
      Objects.requireNonNull(query);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Question that
          && machine.equals(that.machine)
          && Arrays.equals(query, that.query);
    }

    @Override
    public int hashCode() {
      return Objects.hash(machine, Arrays.hashCode(query));
    }

    @Override
    public String toString() {
      return "Question(%s, %d B)".formatted(machine, query.length);
    }
  }

  /**
   * A batch of questions to a member's machines, from a gateway without any. Every member can
   * answer, leader or not. Answered by {@link Answers} or {@link AskFailed}, or not at all.
   *
   * @param batch as in {@link Submit}
   * @param linearizable whether the machines must have applied everything that was committed when
   *     the questions arrived; else they answer as they are
   * @param questions at least one
   */
  record Ask(String group, Sender from, long batch, boolean linearizable, List<Question> questions)
      implements ForReplica {
    public Ask {
      PeerAddress.requireGroup(group);
      Objects.requireNonNull(from);
      questions = List.copyOf(questions);
      if (questions.isEmpty()) {
        throw new IllegalArgumentException("batch " + batch + " of " + group + " has no question");
      }
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * What the machines answered. A batch may be answered in several parts and in any order.
   *
   * @param first position in the batch of the first question answered, from 0
   * @param answers encoded results of that question and its successors, at least one; empty where
   *     the machine failed at the question
   */
  record Answers(String group, long batch, int first, List<Optional<byte[]>> answers)
      implements ForGateway {
    public Answers {
      PeerAddress.requireGroup(group);
      answers = List.copyOf(answers);
      if (first < 0 || answers.isEmpty()) {
        throw new IllegalArgumentException(
            "batch %d of %s: %d answers from %d on".formatted(batch, group, answers.size(), first));
      }
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Answers that
          && group.equals(that.group)
          && batch == that.batch
          && first == that.first
          && sameBytes(known(), that.known())
          && missing().equals(that.missing());
    }

    @Override
    public int hashCode() {
      return Objects.hash(group, batch, first);
    }

    @Override
    public String toString() {
      return "Answers(%s, batch %d from %d: %d, %d of them known)"
          .formatted(group, batch, first, answers.size(), known().size());
    }

    private List<byte[]> known() {
      return answers.stream().flatMap(Optional::stream).toList();
    }

    private List<Boolean> missing() {
      return answers.stream().map(Optional::isEmpty).toList();
    }
  }

  /** That member cannot say now whether its answers would be fresh: ask another, or later. */
  record AskFailed(String group, long batch) implements ForGateway {
    public AskFailed {
      PeerAddress.requireGroup(group);
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  private static boolean sameBytes(List<byte[]> one, List<byte[]> other) {
    Iterator<byte[]> others = other.iterator();
    return one.size() == other.size()
        && one.stream().allMatch(bytes -> Arrays.equals(bytes, others.next()));
  }

  private static String summary(List<byte[]> payloads) {
    return payloads.size() + ", " + payloads.stream().mapToLong(b -> b.length).sum() + " B";
  }
}
