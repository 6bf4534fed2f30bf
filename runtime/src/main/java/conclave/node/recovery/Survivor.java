package conclave.node.recovery;

import conclave.journal.JournalInspector.Group;
import conclave.node.DataDirectory;
import conclave.node.DirectoryReport;
import conclave.node.Identity;
import conclave.node.formation.Membership;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import java.util.Optional;

/**
 * A directory that is left.
 *
 * @param directory held by this process
 * @param report what it was found to hold
 * @param recovery who it shall be once a recovery that was begun here is complete
 */
public record Survivor(
    DataDirectory directory, DirectoryReport report, Optional<Identity> recovery) {

  /** The node's name. */
  public String name() {
    return directory.self().name();
  }

  /** Its cluster and members, as it was told last. */
  public Membership membership() {
    return directory.membership().orElseThrow();
  }

  /** What it knows of that group. */
  public Optional<Group> group(String name) {
    return report.journal().flatMap(journal -> journal.group(name));
  }

  /** Whether it can hand that group on: the snapshot that the log goes on from is whole. */
  boolean hasWhole(String group) {
    Optional<Group> found = group(group);
    return found.isPresent()
        && (found.get().snapshot().last().equals(EntryId.NONE)
            || report.journal().orElseThrow().snapshots().stream()
                .filter(file -> file.group().equals(group))
                .anyMatch(file -> file.id().last().equals(found.get().snapshot().last())));
  }

  /** Whether this directory is that member, or becomes it. */
  boolean is(NodeId member) {
    return directory.self().equals(member)
        || recovery.filter(next -> next.self().equals(member)).isPresent();
  }

  /** The last entry that it has of that group. */
  EntryId last(String group) {
    return group(group).map(Group::last).orElse(EntryId.NONE);
  }

  /** Everything up to here is committed, and a snapshot stands for it. */
  long covered(String group) {
    return group(group).map(found -> found.snapshot().last().index()).orElse(0L);
  }

  /** The highest term that it has heard of in that group. */
  long term(String group) {
    return group(group)
        .map(found -> Math.max(found.hardState().term(), found.last().term()))
        .orElse(0L);
  }
}
