package conclave.serialization;

import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.SnapshotId;
import java.util.Arrays;
import java.util.List;

/**
 * Raft's messages: a type byte, the term, then the fields in the order in which the records declare
 * them. An append's entries follow its {@code previous} without a gap, so their indexes are not on
 * the wire, and a gap cannot be.
 */
final class MessageCodec {

  private static final int PRE_VOTE = 1;
  private static final int PRE_VOTE_REPLY = 2;
  private static final int VOTE = 3;
  private static final int VOTE_REPLY = 4;
  private static final int APPEND = 5;
  private static final int APPEND_REPLY = 6;
  private static final int READ_INDEX = 7;
  private static final int READ_INDEX_REPLY = 8;
  private static final int SNAPSHOT_CHUNK = 9;
  private static final int SNAPSHOT_REPLY = 10;
  private static final int TIMEOUT_NOW = 11;

  /**
   * A {@link Message.Vote} after a handover. A type of its own, so that every other vote has the
   * bytes that it always had, and whoever does not know of handovers drops this one.
   */
  private static final int SUCCESSOR_VOTE = 12;

  private static final int REMOVED = 13;
  private static final int SNAPSHOT_WANTED = 14;
  private static final int SNAPSHOT_OFFER = 15;

  /**
   * A {@link Message.AppendReply} that promises something. A type of its own, so that every other
   * reply has the bytes that it always had. Whoever does not know of leases drops it: a leader of
   * an older release does not lead those who keep them.
   */
  private static final int LOYAL_APPEND_REPLY = 16;

  private static final int AUDIT = 21;
  private static final int AUDIT_REPLY = 22;
  private static final int AUDIT_VERDICT = 23;

  /** The protocol version that brought offers of snapshots, wishes for them, and audits. */
  private static final int OFFERS_AND_AUDITS = 2;

  /** Length, form and hash. */
  private static final int MIN_PART_BYTES = 10;

  private static final int MAX_FORM = 65_535;

  /** Term, kind and length take at least a byte each. */
  private static final int MIN_ENTRY_BYTES = 3;

  private static final int MAX_CONFIGURATION_BYTES = 64 * 1024;

  private MessageCodec() {}

  /** The protocol version that brought that message. */
  static int version(Message message) {
    boolean second =
        message instanceof Message.SnapshotOffer
            || message instanceof Message.SnapshotWanted
            || message instanceof Message.OfAudit;
    return second ? OFFERS_AND_AUDITS : WireCodec.MIN_VERSION;
  }

  static void encode(Message message, WireWriter out) {
    message.accept(new Encoder(out));
  }

  static Message decode(WireReader in) {
    byte type = in.code("type of a Raft message");
    long term = in.number("term");
    return switch (type) {
      case PRE_VOTE -> new Message.PreVote(term, in.entryId());
      case PRE_VOTE_REPLY -> new Message.PreVoteReply(term, in.flag("granted"));
      case VOTE -> new Message.Vote(term, in.entryId());
      case VOTE_REPLY -> new Message.VoteReply(term, in.flag("granted"));
      case APPEND -> append(term, in);
      case APPEND_REPLY ->
          new Message.AppendReply(term, in.number("round"), in.flag("matched"), in.entryId());
      case LOYAL_APPEND_REPLY -> loyalReply(term, in);
      case READ_INDEX -> new Message.ReadIndex(term, in.fixed("id of a read"));
      case READ_INDEX_REPLY ->
          new Message.ReadIndexReply(term, in.fixed("id of a read"), in.number("index"));
      case SNAPSHOT_CHUNK -> snapshotChunk(term, in);
      case SNAPSHOT_REPLY ->
          new Message.SnapshotReply(
              term, in.entryId(), in.number("next offset"), in.flag("installed"));
      case TIMEOUT_NOW -> new Message.TimeoutNow(term, in.entryId());
      case SUCCESSOR_VOTE -> new Message.Vote(term, in.entryId(), true);
      case REMOVED -> new Message.Removed(term, in.number("index"));
      case SNAPSHOT_WANTED -> new Message.SnapshotWanted(term, in.entryId());
      case SNAPSHOT_OFFER ->
          new Message.SnapshotOffer(
              term, snapshotId(in), in.number("length"), checksum(in.fixed("checksum")));
      case AUDIT -> new Message.Audit(term, in.entryId());
      case AUDIT_REPLY -> new Message.AuditReply(term, fingerprint(in));
      case AUDIT_VERDICT -> new Message.AuditVerdict(term, fingerprint(in));
      default -> throw new IllegalArgumentException("unknown type " + type + " of a Raft message");
    };
  }

  private static Fingerprint fingerprint(WireReader in) {
    EntryId at = in.entryId();
    Fingerprint.Part[] parts = new Fingerprint.Part[in.count("parts", MIN_PART_BYTES)];
    for (int i = 0; i < parts.length; i++) {
      String name = in.text("name of a part", WireReader.MAX_NAME_BYTES);
      parts[i] = new Fingerprint.Part(name, in.number("form", MAX_FORM), in.fixed("hash"));
    }
    return new Fingerprint(at, List.of(parts));
  }

  private static Message append(long term, WireReader in) {
    long round = in.number("round");
    EntryId previous = in.entryId();
    Entry[] entries = new Entry[in.count("entries", MIN_ENTRY_BYTES)];
    for (int i = 0; i < entries.length; i++) {
      EntryId id = new EntryId(in.number("term of an entry"), previous.index() + 1 + i);
      Entry.Kind kind = Entry.Kind.of(in.code("kind of an entry"));
      entries[i] = new Entry(id, kind, in.bytes("entry", Lanes.MAX_PAYLOAD_BYTES));
    }
    return new Message.Append(term, round, previous, List.of(entries), in.number("commit"));
  }

  private static Message loyalReply(long term, WireReader in) {
    long round = in.number("round");
    boolean matched = in.flag("matched");
    EntryId at = in.entryId();
    long nanos = in.number("time of loyalty");
    if (nanos == 0) {
      throw new IllegalArgumentException("a time of loyalty must not be 0");
    }
    return new Message.AppendReply(term, round, matched, at, nanos);
  }

  private static Message snapshotChunk(long term, WireReader in) {
    SnapshotId snapshot = snapshotId(in);
    long offset = in.number("offset");
    byte[] bytes = in.bytes("part of a snapshot", Lanes.MAX_PAYLOAD_BYTES);
    boolean done = in.flag("done");
    return new Message.SnapshotChunk(term, snapshot, offset, bytes, done);
  }

  private static int checksum(long fixed) {
    if (fixed >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("a checksum of more than 32 bits: " + fixed);
    }
    return (int) fixed;
  }

  private static SnapshotId snapshotId(WireReader in) {
    EntryId last = in.entryId();
    byte[] encoded = in.bytes("configuration", MAX_CONFIGURATION_BYTES);
    Configuration configuration = ConfigurationCodec.decode(encoded);
    if (!Arrays.equals(ConfigurationCodec.encode(configuration), encoded)) {
      throw new IllegalArgumentException(
          "configuration of " + encoded.length + " bytes has bytes too many or is not sorted");
    }
    return new SnapshotId(last, configuration);
  }

  /** Writes one message. */
  private record Encoder(WireWriter out) implements Message.Receiver {

    private WireWriter begin(int type, Message message) {
      return out.code(type).number("term", message.term());
    }

    @Override
    public void on(Message.PreVote message) {
      begin(PRE_VOTE, message).entryId(message.last());
    }

    @Override
    public void on(Message.PreVoteReply message) {
      begin(PRE_VOTE_REPLY, message).flag(message.granted());
    }

    @Override
    public void on(Message.Vote message) {
      begin(message.handover() ? SUCCESSOR_VOTE : VOTE, message).entryId(message.last());
    }

    @Override
    public void on(Message.TimeoutNow message) {
      begin(TIMEOUT_NOW, message).entryId(message.last());
    }

    @Override
    public void on(Message.VoteReply message) {
      begin(VOTE_REPLY, message).flag(message.granted());
    }

    @Override
    public void on(Message.Append message) {
      begin(APPEND, message).number("round", message.round()).entryId(message.previous());
      out.count("entries", message.entries().size());
      long index = message.previous().index();
      for (Entry entry : message.entries()) {
        index++;
        if (entry.index() != index) {
          throw new IllegalArgumentException(
              "entry " + entry.id() + " stands where " + index + " goes");
        }
        out.number("term of an entry", entry.term())
            .code(entry.kind().code())
            .bytes("entry", entry.payload(), Lanes.MAX_PAYLOAD_BYTES);
      }
      out.number("commit", message.commit());
    }

    @Override
    public void on(Message.AppendReply message) {
      boolean loyal = message.loyalNanos() > 0;
      begin(loyal ? LOYAL_APPEND_REPLY : APPEND_REPLY, message)
          .number("round", message.round())
          .flag(message.matched())
          .entryId(message.at());
      if (loyal) {
        out.number("time of loyalty", message.loyalNanos());
      }
    }

    @Override
    public void on(Message.ReadIndex message) {
      begin(READ_INDEX, message).fixed(message.id());
    }

    @Override
    public void on(Message.ReadIndexReply message) {
      begin(READ_INDEX_REPLY, message).fixed(message.id()).number("index", message.index());
    }

    @Override
    public void on(Message.SnapshotChunk message) {
      snapshotId(begin(SNAPSHOT_CHUNK, message), message.snapshot())
          .number("offset", message.offset())
          .bytes("part of a snapshot", message.bytes(), Lanes.MAX_PAYLOAD_BYTES)
          .flag(message.done());
    }

    @Override
    public void on(Message.SnapshotReply message) {
      begin(SNAPSHOT_REPLY, message)
          .entryId(message.last())
          .number("next offset", message.next())
          .flag(message.installed());
    }

    @Override
    public void on(Message.Removed message) {
      begin(REMOVED, message).number("index", message.index());
    }

    @Override
    public void on(Message.SnapshotWanted message) {
      begin(SNAPSHOT_WANTED, message).entryId(message.atLeast());
    }

    @Override
    public void on(Message.SnapshotOffer message) {
      snapshotId(begin(SNAPSHOT_OFFER, message), message.snapshot())
          .number("length", message.length())
          .fixed(Integer.toUnsignedLong(message.checksum()));
    }

    @Override
    public void on(Message.Audit message) {
      begin(AUDIT, message).entryId(message.at());
    }

    @Override
    public void on(Message.AuditReply message) {
      fingerprint(begin(AUDIT_REPLY, message), message.fingerprint());
    }

    @Override
    public void on(Message.AuditVerdict message) {
      fingerprint(begin(AUDIT_VERDICT, message), message.agreed());
    }

    private static void fingerprint(WireWriter out, Fingerprint fingerprint) {
      out.entryId(fingerprint.at()).count("parts", fingerprint.parts().size());
      for (Fingerprint.Part part : fingerprint.parts()) {
        out.text("name of a part", part.name(), WireReader.MAX_NAME_BYTES)
            .number("form", part.form())
            .fixed(part.hash());
      }
    }

    private static WireWriter snapshotId(WireWriter out, SnapshotId snapshot) {
      return out.entryId(snapshot.last())
          .bytes(
              "configuration",
              ConfigurationCodec.encode(snapshot.configuration()),
              MAX_CONFIGURATION_BYTES);
    }
  }
}
