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

    void on(Hello message);

    void on(Welcome message);

    void on(Unwelcome message);
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

  /** First contact, at {@link PeerAddress#peers}; its bytes stay the same in every version. */
  sealed interface Greeting extends Wire {}

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
   * @param from the gateway's node, to whose gateway the answers go
   * @param batch never used before by any life of that gateway: begin each life at a random number
   * @param commands encoded commands, at least one, each up to {@link Lanes#MAX_PAYLOAD_BYTES}
   */
  record Submit(String group, NodeId from, long batch, List<byte[]> commands)
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
   * Who speaks in a greeting.
   *
   * @param node the name and the incarnation of its directory
   * @param address where to answer
   * @param cluster {@link ClusterId#NONE} before any leader took it in
   * @param blank whether its directory remembers nothing, so that it may not vote yet (law L9)
   * @param fingerprint a digest of the settings that must agree within a cluster
   */
  record Identity(
      NodeId node, PeerAddress address, ClusterId cluster, boolean blank, long fingerprint) {
    public Identity {
      Objects.requireNonNull(node);
      Objects.requireNonNull(address);
      Objects.requireNonNull(cluster);
    }
  }

  /**
   * Opens a contact: the versions of this protocol that the sender speaks, 1 to 255.
   *
   * <p>A node greets all its peers when it starts, whether or not it has anything to say: a node
   * that was shut down in order is quarantined by the others, and they drop what they send to its
   * next life until that life has spoken to them.
   */
  record Hello(Identity self, int minVersion, int maxVersion) implements Greeting {
    public Hello {
      Objects.requireNonNull(self);
      if (minVersion < 1 || maxVersion < minVersion || maxVersion > 255) {
        throw new IllegalArgumentException(
            "protocol versions %d to %d must be a range within 1 to 255"
                .formatted(minVersion, maxVersion));
      }
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /** Both talk {@code version} from now on: the highest that both speak. */
  record Welcome(Identity self, int version) implements Greeting {
    public Welcome {
      Objects.requireNonNull(self);
      if (version < 1 || version > 255) {
        throw new IllegalArgumentException("protocol version " + version + " is not in 1 to 255");
      }
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * No contact, until somebody changes something.
   *
   * @param reason one sentence for the operator of the node that said hello, up to {@link
   *     #MAX_REASON_BYTES} in UTF-8
   */
  record Unwelcome(Identity self, String reason) implements Greeting {
    public static final int MAX_REASON_BYTES = 1024;

    public Unwelcome {
      Objects.requireNonNull(self);
      Objects.requireNonNull(reason);
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
