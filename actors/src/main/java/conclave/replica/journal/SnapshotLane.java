package conclave.replica.journal;

import akka.actor.typed.ActorRef;
import conclave.journal.SnapshotStore;
import conclave.machine.Machines;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Snapshot files, one piece of work after the other. What is large is done in slices, so that a
 * long snapshot of one group holds up no other. One thread at a time.
 *
 * <p>A failure concerns one piece of work and is told to whoever wanted it: without a snapshot the
 * log grows until commands are refused, and nothing is lost.
 */
public final class SnapshotLane {

  private final SnapshotStore store;
  private final Consumer<String> complaints;
  private final Consumer<SnapshotWork> later;
  private final Map<String, Saving> saving = new HashMap<>();
  private final Digests digests;
  private final Arrivals arrivals;

  /** What is being sent, by whoever sends it: kept although newer ones are made. */
  private final Map<ActorRef<SnapshotNotice>, Outgoing> outgoing = new LinkedHashMap<>();

  private final Map<String, SnapshotId> marked = new HashMap<>();

  private record Outgoing(String group, SnapshotStore.Snapshot snapshot) {}

  /**
   * @param complaints hears of failures that concern nobody in particular, each in a sentence
   * @param later takes work that shall come here after what waits already
   */
  public SnapshotLane(
      SnapshotStore store, Consumer<String> complaints, Consumer<SnapshotWork> later) {
    this.store = store;
    this.complaints = complaints;
    this.later = later;
    this.digests = new Digests(later);
    this.arrivals = new Arrivals(store);
  }

  /** Does one piece of work and answers it. */
  public void run(SnapshotWork work) {
    if (work instanceof SnapshotWork.Save save) {
      save(save);
    } else if (work instanceof SnapshotWork.SaveOn on) {
      saveOn(on);
    } else if (work instanceof SnapshotWork.Digest digest) {
      digests.begin(digest);
    } else if (work instanceof SnapshotWork.DigestOn on) {
      digests.goOn(on);
    } else if (work instanceof SnapshotWork.Load load) {
      load(load);
    } else if (work instanceof SnapshotWork.Expect expect) {
      kept(expect, () -> arrivals.expect(expect));
    } else if (work instanceof SnapshotWork.Keep keep) {
      kept(keep, () -> arrivals.keep(keep));
    } else if (work instanceof SnapshotWork.Find find) {
      find(find);
    } else if (work instanceof SnapshotWork.Read read) {
      read(read);
    } else if (work instanceof SnapshotWork.Release release) {
      outgoing.remove(release.holder());
      prune(release.group());
    } else if (work instanceof SnapshotWork.Prune prune) {
      marked.put(prune.group(), prune.durable());
      failure(() -> arrivals.obsolete(prune.group(), prune.durable())).ifPresent(complaints);
      prune(prune.group());
    }
  }

  private interface Io {
    void run() throws IOException;
  }

  private static Optional<String> failure(Io io) {
    try {
      io.run();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(sentence(e));
    }
  }

  /** The JDK's file exceptions carry the path alone; what went wrong is the class. */
  private static String sentence(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /** One at a time for a group: what a former life of the replica wanted is given up. */
  private void save(SnapshotWork.Save save) {
    Saving former = saving.get(save.group());
    if (former != null) {
      saved(former, Optional.of("given up for another one, at " + save.id().last()));
    }
    failure(() -> saving.put(save.group(), Saving.begin(store, save)))
        .ifPresent(
            why -> save.replyTo().tell(new SnapshotNotice.Saved(save.id(), Optional.of(why))));
    saveOn(new SnapshotWork.SaveOn(save.group(), save.id()));
  }

  private void saveOn(SnapshotWork.SaveOn on) {
    Saving current = saving.get(on.group());
    if (current == null || !current.wanted().id().equals(on.id())) {
      return;
    }
    boolean[] more = {false};
    Optional<String> failure = failure(() -> more[0] = current.goOn());
    if (more[0]) {
      later.accept(on);
    } else {
      saved(current, failure);
    }
  }

  private void saved(Saving ended, Optional<String> failure) {
    saving.remove(ended.wanted().group());
    if (failure.isPresent()) {
      failure(ended::abort).ifPresent(complaints);
    }
    ended.wanted().replyTo().tell(new SnapshotNotice.Saved(ended.wanted().id(), failure));
  }

  private void load(SnapshotWork.Load load) {
    Optional<SnapshotStore.Snapshot> found = Optional.empty();
    Optional<String> failure;
    try {
      found = store.find(load.group(), load.last());
      failure =
          found.isPresent()
              ? loaded(found.get(), load.blank())
              : Optional.of("no intact snapshot of group " + load.group() + " at " + load.last());
    } catch (IOException e) {
      failure = Optional.of(sentence(e));
    }
    load.replyTo().tell(new SnapshotNotice.Loaded(load.last(), failure, found.isEmpty()));
  }

  private static Optional<String> loaded(SnapshotStore.Snapshot found, Machines blank) {
    return failure(
        () -> {
          try (InputStream in = found.stream()) {
            blank.load(in);
          }
        });
  }

  private interface Step {
    Arrivals.State run() throws IOException;
  }

  private void kept(SnapshotWork.Arriving at, Step work) {
    Arrivals.State[] state = {new Arrivals.State(0, false)};
    Optional<String> failure = failure(() -> state[0] = work.run());
    if (failure.isPresent()) {
      failure(() -> arrivals.giveUp(at.group())).ifPresent(complaints);
    }
    at.replyTo()
        .tell(
            new SnapshotNotice.Kept(
                at.incarnation(), at.last(), state[0].next(), state[0].complete(), failure));
  }

  private void find(SnapshotWork.Find find) {
    outgoing.remove(find.replyTo());
    failure(
            () ->
                store
                    .latest(find.group())
                    .ifPresent(
                        found -> outgoing.put(find.replyTo(), new Outgoing(find.group(), found))))
        .ifPresent(complaints);
    Outgoing found = outgoing.get(find.replyTo());
    find.replyTo()
        .tell(
            found == null
                ? new SnapshotNotice.Found(Optional.empty(), 0, 0)
                : new SnapshotNotice.Found(
                    Optional.of(found.snapshot().id()),
                    found.snapshot().contentBytes(),
                    found.snapshot().checksum()));
  }

  private void read(SnapshotWork.Read read) {
    Outgoing found = outgoing.get(read.replyTo());
    byte[][] bytes = {null};
    if (found != null && found.snapshot().id().last().equals(read.last())) {
      failure(() -> bytes[0] = found.snapshot().chunk(read.offset(), read.length()))
          .ifPresent(complaints);
    }
    read.replyTo().tell(new SnapshotNotice.Part(read.offset(), Optional.ofNullable(bytes[0])));
  }

  /** Older ones than the journal's mark go, but those that are being sent. */
  private void prune(String group) {
    SnapshotId durable = marked.get(group);
    if (durable != null) {
      failure(() -> store.prune(group, durable, last -> isSent(group, last))).ifPresent(complaints);
    }
  }

  private boolean isSent(String group, EntryId last) {
    return outgoing.values().stream()
        .anyMatch(out -> out.group().equals(group) && out.snapshot().id().last().equals(last));
  }
}
