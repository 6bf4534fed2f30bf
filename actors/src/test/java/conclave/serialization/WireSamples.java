package conclave.serialization;

import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One message of every type, with fields that differ from each other; named as the golden files.
 */
final class WireSamples {

  static final NodeId N1 = new NodeId("n1", 0x1122334455667788L);
  static final NodeId N2 = new NodeId("n2", -2);
  static final EntryId LAST = new EntryId(7, 300);
  static final long BATCH = 0x0102030405060708L;

  private WireSamples() {}

  static Map<String, Wire> all() {
    Map<String, Wire> samples = new TreeMap<>();
    samples.put("pre-vote", raft(new Message.PreVote(8, LAST)));
    samples.put("pre-vote-reply", raft(new Message.PreVoteReply(8, true)));
    samples.put("vote", raft(new Message.Vote(8, LAST)));
    samples.put("vote-reply", raft(new Message.VoteReply(9, false)));
    samples.put("vote-successor", raft(new Message.Vote(8, LAST, true)));
    samples.put("timeout-now", raft(new Message.TimeoutNow(8, LAST)));
    samples.put("append", raft(append()));
    samples.put("append-configuration", raft(appendConfiguration()));
    samples.put("append-empty", raft(new Message.Append(8, 42, EntryId.NONE, List.of(), 0)));
    samples.put("append-reply", raft(new Message.AppendReply(8, 41, true, LAST)));
    samples.put(
        "append-reply-loyal", raft(new Message.AppendReply(8, 41, true, LAST, 300_000_000)));
    samples.put("read-index", raft(new Message.ReadIndex(8, -3)));
    samples.put("read-index-reply", raft(new Message.ReadIndexReply(8, -3, 299)));
    samples.put("snapshot-chunk", raft(snapshotChunk()));
    samples.put("snapshot-reply", raft(new Message.SnapshotReply(8, LAST, 131_072, true)));
    samples.put("snapshot-offer", raft(snapshotOffer()));
    samples.put("audit", raft(new Message.Audit(8, LAST)));
    samples.put("audit-reply", raft(new Message.AuditReply(8, fingerprint())));
    samples.put("audit-verdict", raft(new Message.AuditVerdict(8, fingerprint())));
    samples.put("snapshot-wanted", raft(new Message.SnapshotWanted(8, LAST)));
    samples.put("removed", raft(new Message.Removed(8, 299)));
    samples.put(
        "submit",
        new Wire.Submit("control", Wire.Sender.member(N1), BATCH, List.of(utf8("put"), utf8(""))));
    samples.put("refused", new Wire.Refused("p0", BATCH, Wire.Reason.NOT_LEADER, Optional.of(N2)));
    samples.put(
        "refused-no-leader",
        new Wire.Refused("p0", BATCH, Wire.Reason.OVERLOADED, Optional.empty()));
    samples.put("results", new Wire.Results("p0", BATCH, 128, List.of(utf8("ok"), utf8("no"))));
    samples.put(
        "submit-client", new Wire.Submit("p0", client(), BATCH, List.of(utf8("put"), utf8(""))));
    samples.put(
        "ask",
        new Wire.Ask(
            "p0",
            client(),
            BATCH,
            true,
            List.of(
                new Wire.Question("map", utf8("get")), new Wire.Question("m\u00fc", utf8("")))));
    samples.put(
        "answers",
        new Wire.Answers("p0", BATCH, 3, List.of(Optional.of(utf8("ok")), Optional.empty())));
    samples.put("ask-failed", new Wire.AskFailed("p0", BATCH));
    return samples;
  }

  static Message.Append append() {
    return new Message.Append(
        8,
        42,
        LAST,
        List.of(
            new Entry(new EntryId(7, 301), Entry.Kind.COMMAND, utf8("put a 1")),
            new Entry(new EntryId(8, 302), Entry.Kind.NOOP, utf8(""))),
        300);
  }

  private static Message.Append appendConfiguration() {
    byte[] next = ConfigurationCodec.encode(new Configuration(List.of(N1), List.of(N2)));
    Entry entry = new Entry(new EntryId(8, 301), Entry.Kind.CONFIGURATION, next);
    return new Message.Append(8, 42, LAST, List.of(entry), 300);
  }

  static Wire raft(Message message) {
    return new Wire.ToReplica("control", N1, N2, message);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Message.SnapshotChunk snapshotChunk() {
    Configuration configuration = new Configuration(List.of(N1), List.of(N2));
    return new Message.SnapshotChunk(
        8, new SnapshotId(LAST, configuration), 65_536, utf8("table"), true);
  }

  private static Fingerprint fingerprint() {
    return new Fingerprint(
        LAST,
        List.of(
            new Fingerprint.Part("(sessions)", 1, 0xfedcba9876543210L),
            new Fingerprint.Part("map", 2, 5)));
  }

  private static Message.SnapshotOffer snapshotOffer() {
    Configuration configuration = new Configuration(List.of(N1), List.of(N2));
    return new Message.SnapshotOffer(8, new SnapshotId(LAST, configuration), 131_072, 0xfedcba98);
  }

  private static Wire.Sender client() {
    return Wire.Sender.client(
        new NodeId("client-5", 5), new PeerAddress("app", "127.0.0.1", 25_520));
  }
}
