package conclave.node.recovery;

import conclave.journal.JournalInspector.Group;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.node.DirectoryReport;
import conclave.node.Identity;
import conclave.node.formation.Membership;
import conclave.node.services.Groups;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is left of a cluster: the directories, held so that nobody starts on one meanwhile, and what
 * is in them. Nothing is changed.
 */
public final class Survey implements AutoCloseable {

  private final List<DataDirectory> held = new ArrayList<>();
  private final List<Survivor> survivors = new ArrayList<>();

  private Survey() {}

  /**
   * Takes hold of these directories and reads all that is in them.
   *
   * @throws CannotStart when one cannot be used or is in use, or when they are not of one cluster
   * @throws IOException when a disk fails
   */
  public static Survey of(List<Path> paths) throws IOException {
    Survey survey = new Survey();
    boolean read = false;
    try {
      for (Path path : paths) {
        survey.add(path);
      }
      survey.requireOneCluster();
      read = true;
      return survey;
    } finally {
      if (!read) {
        survey.close();
      }
    }
  }

  private void add(Path path) throws IOException {
    DataDirectory directory = DataDirectory.openToRecover(path);
    held.add(directory);
    if (directory.forgets()) {
      throw new CannotStart(
          "node %s on the data directory %s keeps no log on disk, so there is nothing to recover: start it with --new-cluster"
              .formatted(directory.self().name(), path));
    }
    if (directory.membership().isEmpty()) {
      throw new CannotStart(
          "the data directory %s of node %s was never in a cluster"
              .formatted(path, directory.self().name()));
    }
    survivors.add(new Survivor(directory, DirectoryReport.of(directory), directory.recovery()));
  }

  private void requireOneCluster() {
    Set<String> names = new HashSet<>();
    for (Survivor survivor : survivors) {
      if (!names.add(survivor.name())) {
        throw new CannotStart("two of these directories are of node " + survivor.name());
      }
    }
    String cluster = cluster();
    for (Survivor survivor : survivors) {
      String its = survivor.membership().clusterId();
      if (!its.equals(cluster) && !isBegun(survivor, cluster)) {
        throw new CannotStart(
            "the data directory %s belongs to cluster %s, and %s to cluster %s"
                .formatted(path(survivor), its, path(survivors.get(0)), cluster));
      }
    }
  }

  /** Where a recovery was complete in one directory already, its cluster is that of all. */
  private String cluster() {
    return survivors.stream()
        .filter(survivor -> survivor.recovery().isEmpty())
        .findFirst()
        .orElse(survivors.get(0))
        .membership()
        .clusterId();
  }

  private static boolean isBegun(Survivor survivor, String cluster) {
    return survivor
        .recovery()
        .flatMap(Identity::membership)
        .map(Membership::clusterId)
        .filter(cluster::equals)
        .isPresent();
  }

  private static Path path(Survivor survivor) {
    return survivor.directory().path();
  }

  /** Each directory, in the order in which they were named. */
  public List<Survivor> survivors() {
    return List.copyOf(survivors);
  }

  /** The one of that name. */
  public Optional<Survivor> named(String name) {
    return survivors.stream().filter(survivor -> survivor.name().equals(name)).findFirst();
  }

  /** Every group that one of them knows. */
  public SortedSet<String> groups() {
    SortedSet<String> groups = new TreeSet<>();
    for (Survivor survivor : survivors) {
      survivor.report().journal().ifPresent(j -> j.groups().forEach(g -> groups.add(g.name())));
    }
    return groups;
  }

  /**
   * Groups of every node of which nothing is left, since damage took it. Where a directory is whole
   * and does not know a group, nothing was ever promised in it.
   */
  public SortedSet<String> lost() {
    SortedSet<String> lost = new TreeSet<>();
    if (survivors.stream().anyMatch(survivor -> !survivor.report().damage().isEmpty())) {
      lost.addAll(Groups.ALL);
      lost.removeAll(groups());
    }
    return lost;
  }

  /**
   * Who holds most of that group and can hand it on: the last term decides, then the last index.
   *
   * @throws CannotStart when nobody can: a snapshot without which the log is of no use is damaged
   */
  public Survivor most(String group) {
    return survivors.stream()
        .filter(survivor -> survivor.hasWhole(group))
        .max(Comparator.comparing(survivor -> survivor.last(group)))
        .orElseThrow(
            () ->
                new CannotStart(
                    "group %s cannot be recovered from these directories: the snapshot that its log goes on from is damaged or gone"
                        .formatted(group)));
  }

  /** The highest term that any of them has heard of in that group. */
  long term(String group) {
    return survivors.stream().mapToLong(survivor -> survivor.term(group)).max().orElse(0);
  }

  /** Who is in that group, as far as whoever holds most of it knows. */
  public Configuration configuration(String group) {
    Survivor most = most(group);
    SortedMap<Long, Configuration> known =
        most.group(group).map(Group::configurations).orElseThrow();
    return known.isEmpty() ? most.membership().founding() : known.get(known.lastKey());
  }

  /** The voters of that group whose directories are not here. */
  public List<NodeId> missing(String group) {
    return configuration(group).voters().stream().filter(voter -> !isHere(voter)).toList();
  }

  private boolean isHere(NodeId voter) {
    return survivors.stream().anyMatch(survivor -> survivor.is(voter));
  }

  /** Whether these directories, as they are, can go on by themselves: then nothing is lost. */
  boolean suffices() {
    return !groups().isEmpty() && groups().stream().map(this::configuration).allMatch(this::lives);
  }

  private boolean lives(Configuration configuration) {
    return configuration.voters().stream().filter(this::votes).count() >= configuration.majority();
  }

  private boolean votes(NodeId voter) {
    return survivors.stream()
        .filter(survivor -> survivor.directory().self().equals(voter))
        .anyMatch(
            survivor -> survivor.report().damage().isEmpty() && survivor.recovery().isEmpty());
  }

  /**
   * What a recovery made that was interrupted when all journals were written and some directories
   * were members of the new cluster already: the others need only follow.
   */
  Optional<Membership> written() {
    return survivors.stream()
        .map(Survivor::membership)
        .filter(membership -> survivors.stream().anyMatch(s -> isBegun(s, membership.clusterId())))
        .findFirst();
  }

  /** Lets go of the directories. */
  @Override
  public void close() {
    for (DataDirectory directory : held) {
      try {
        directory.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot let go of " + directory.path(), e);
      }
    }
  }
}
