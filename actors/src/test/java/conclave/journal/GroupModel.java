package conclave.journal;

import conclave.raft.log.Entry;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.util.ArrayList;
import java.util.List;

/** What a group is to look like, by the shortest code that says it. */
record GroupModel(HardState hard, SnapshotId snapshot, List<Entry> entries) {

  static final GroupModel EMPTY = new GroupModel(HardState.NONE, SnapshotId.NONE, List.of());

  static GroupModel of(Journal.Opened opened) {
    return new GroupModel(opened.hardState(), opened.snapshot(), opened.entries());
  }

  long last() {
    return entries.isEmpty() ? snapshot.last().index() : entries.get(entries.size() - 1).index();
  }

  GroupModel after(Write write) {
    List<Entry> log = new ArrayList<>(entries);
    write
        .snapshot()
        .ifPresent(
            id -> {
              boolean holds =
                  id.last().equals(snapshot.last())
                      || log.stream().anyMatch(e -> e.id().equals(id.last()));
              log.removeIf(e -> !holds || e.index() <= id.last().index());
            });
    if (!write.entries().isEmpty()) {
      log.removeIf(e -> e.index() >= write.entries().get(0).index());
      log.addAll(write.entries());
    }
    return new GroupModel(
        write.hardState().orElse(hard), write.snapshot().orElse(snapshot), List.copyOf(log));
  }
}
