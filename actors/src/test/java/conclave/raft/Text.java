package conclave.raft;

import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The short words in which tests and scripts speak of ids ({@code 3@2}: index 3, term 2), entries,
 * messages and writes.
 */
public final class Text {

  private Text() {}

  /** {@code 3@2}; {@code 0} for the place before the first entry. */
  public static String of(EntryId id) {
    return id.index() == 0 ? "0" : id.toString();
  }

  /** The other way round. */
  public static EntryId id(String text) {
    if (text.equals("0")) {
      return EntryId.NONE;
    }
    String[] parts = text.split("@");
    return new EntryId(Long.parseLong(parts[1]), Long.parseLong(parts[0]));
  }

  /** {@code b}, or {@code b#2} for another incarnation than the first. */
  public static String of(NodeId node) {
    return node.incarnation() == 1 ? node.name() : node.toString();
  }

  /** {@code 3@2=noop}, {@code 4@2=x}, {@code 5@2=(a b + c)}. */
  public static String of(Entry entry) {
    String what =
        switch (entry.kind()) {
          case COMMAND -> new String(entry.payload(), StandardCharsets.UTF_8);
          case NOOP -> "noop";
          case CONFIGURATION -> "(" + of(ConfigurationCodec.decode(entry.payload())) + ")";
        };
    boolean brief = entry.kind() != Entry.Kind.COMMAND || what.length() <= 12;
    return of(entry.id()) + "=" + (brief ? what : what.length() + "B");
  }

  public static String of(List<Entry> entries) {
    return entries.stream().map(Text::of).collect(Collectors.joining(" ", "[", "]"));
  }

  /** Commands named by their ids, {@code "1@1 2@1 3@2"}, with the payload {@code x}. */
  public static List<Entry> entries(String ids) {
    return Arrays.stream(ids.split(" "))
        .filter(id -> !id.isEmpty())
        .map(id -> new Entry(id(id), Entry.Kind.COMMAND, bytes("x")))
        .toList();
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** {@code Done[leader=b]}, or a sentence. */
  public static String of(Handover.Outcome outcome) {
    return outcome instanceof Handover.Outcome.Failed failed
        ? "Failed: " + failed.reason()
        : outcome.toString().replace("#1", "");
  }

  /** {@code Done a b c}, or a sentence; learners stand after a plus. */
  public static String of(Change.Outcome outcome) {
    if (outcome instanceof Change.Outcome.Done done) {
      return "Done " + of(done.configuration());
    }
    if (outcome instanceof Change.Outcome.Refused refused) {
      return refused.reason() + ": " + refused.sentence();
    }
    return outcome.toString().replace("#1", "");
  }

  /** {@code a b c + d}, the learners after the plus. */
  public static String of(Configuration configuration) {
    String voters = names(configuration.voters());
    return configuration.learners().isEmpty()
        ? voters
        : voters + " + " + names(configuration.learners());
  }

  private static String names(List<NodeId> nodes) {
    return nodes.stream().map(node -> of(node)).collect(Collectors.joining(" "));
  }

  public static String of(Persist write) {
    StringBuilder out = new StringBuilder();
    write
        .hardState()
        .ifPresent(
            hard ->
                out.append(" term ")
                    .append(hard.term())
                    .append(hard.vote().map(node -> " vote " + of(node)).orElse("")));
    if (!write.entries().isEmpty()) {
      out.append(' ').append(of(write.entries()));
    }
    write.snapshot().ifPresent(snapshot -> out.append(" snapshot ").append(of(snapshot.last())));
    return "persist " + write.ticket() + ":" + out + (write.healed() ? " healed" : "");
  }

  /** A short text for what machines were. */
  public static String of(Fingerprint fingerprint) {
    return fingerprint.parts().stream()
        .map(part -> part.name() + "=" + part.hash())
        .collect(Collectors.joining(" ", of(fingerprint.at()) + " ", ""));
  }

  /** One line of text for one message. */
  public static String of(Message message) {
    Words words = new Words();
    message.accept(words);
    return words.line;
  }

  private static final class Words implements Message.Receiver {
    private String line;

    private void say(String name, long term, String rest) {
      line = name + " term " + term + " " + rest;
    }

    @Override
    public void on(Message.PreVote message) {
      say("PreVote", message.term(), "last " + of(message.last()));
    }

    @Override
    public void on(Message.PreVoteReply message) {
      say("PreVoteReply", message.term(), message.granted() ? "granted" : "refused");
    }

    @Override
    public void on(Message.Vote message) {
      String why = message.handover() ? " after a handover" : "";
      say("Vote", message.term(), "last " + of(message.last()) + why);
    }

    @Override
    public void on(Message.TimeoutNow message) {
      say("TimeoutNow", message.term(), "last " + of(message.last()));
    }

    @Override
    public void on(Message.VoteReply message) {
      say("VoteReply", message.term(), message.granted() ? "granted" : "refused");
    }

    @Override
    public void on(Message.Append message) {
      say(
          "Append",
          message.term(),
          "round %d after %s %s commit %d"
              .formatted(
                  message.round(),
                  of(message.previous()),
                  of(message.entries()),
                  message.commit()));
    }

    @Override
    public void on(Message.AppendReply message) {
      if (message.round() == Message.AppendReply.STALE) {
        say("AppendReply", message.term(), "to a former term");
        return;
      }
      String verdict = message.matched() ? "matched " : "differs, try ";
      say(
          "AppendReply",
          message.term(),
          "round %d %s%s%s"
              .formatted(
                  message.round(),
                  verdict,
                  of(message.at()),
                  message.loyalNanos() > 0 ? ", loyal" : ""));
    }

    @Override
    public void on(Message.ReadIndex message) {
      say("ReadIndex", message.term(), "id " + message.id());
    }

    @Override
    public void on(Message.ReadIndexReply message) {
      say("ReadIndexReply", message.term(), "id " + message.id() + " index " + message.index());
    }

    @Override
    public void on(Message.SnapshotChunk message) {
      say(
          "SnapshotChunk",
          message.term(),
          "of %s from %d, %dB%s"
              .formatted(
                  of(message.snapshot().last()),
                  message.offset(),
                  message.bytes().length,
                  message.done() ? ", the last" : ""));
    }

    @Override
    public void on(Message.SnapshotWanted message) {
      say("SnapshotWanted", message.term(), "at least " + of(message.atLeast()));
    }

    @Override
    public void on(Message.SnapshotOffer message) {
      say(
          "SnapshotOffer",
          message.term(),
          "of %s, %dB".formatted(of(message.snapshot().last()), message.length()));
    }

    @Override
    public void on(Message.SnapshotReply message) {
      String next = message.installed() ? "installed" : "next " + message.next();
      say("SnapshotReply", message.term(), "of " + of(message.last()) + " " + next);
    }

    @Override
    public void on(Message.Removed message) {
      say("Removed", message.term(), "up to " + message.index());
    }

    @Override
    public void on(Message.Audit message) {
      say("Audit", message.term(), "at " + of(message.at()));
    }

    @Override
    public void on(Message.AuditReply message) {
      say("AuditReply", message.term(), of(message.fingerprint()));
    }

    @Override
    public void on(Message.AuditVerdict message) {
      say("AuditVerdict", message.term(), of(message.agreed()));
    }
  }
}
