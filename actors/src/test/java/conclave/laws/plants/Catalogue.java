package conclave.laws.plants;

import static java.util.Map.entry;

import conclave.laws.LockPlant;
import conclave.laws.MemberPlant;
import conclave.laws.Plant;
import conclave.laws.bugs.ActorLockPlant;
import conclave.laws.bugs.ActorPlant;
import conclave.laws.bugs.DiskPlant;
import conclave.laws.bugs.GluePlant;
import conclave.laws.bugs.KeyedPlant;
import conclave.laws.bugs.LogPlant;
import conclave.laws.bugs.ReadPlant;
import conclave.laws.bugs.VotePlant;
import conclave.laws.bugs.audit.AuditPlant;
import conclave.laws.lease.LeasePlant;
import conclave.sim.actor.ActorRun;
import conclave.sim.forgetful.ForgetfulPlant;
import conclave.sim.forgetful.ForgetfulRun;
import conclave.sim.keyed.KeyedRun;
import conclave.sim.lock.LockRun;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** All bugs that are planted in the simulator, and where the like of each was published. */
public final class Catalogue {

  private static final String SOURCES = "actors/src/test/java/";
  private static final String NATS = "NATS JetStream 2.12.1 (Jepsen, 2025)";
  private static final String RAFT = "the Raft paper, ";

  private static final Map<String, String> PUBLISHED =
      Map.ofEntries(
          entry("L1_ACKNOWLEDGES_BEFORE_THE_SYNC", NATS),
          entry("L1_FOLLOWER_ACKNOWLEDGES_BEFORE_THE_SYNC", NATS),
          entry("L1_VOTES_BEFORE_THE_SYNC", RAFT + "figure 2"),
          entry("L1_LEADER_COUNTS_ITSELF_BEFORE_THE_SYNC", "Ongaro's dissertation, 10.2.1"),
          entry("SYNCS_NOW_AND_THEN", NATS),
          entry("TRIES_A_FAILED_SYNC_AGAIN", "PostgreSQL and others (ATC 2020)"),
          entry("FORGETS_ITS_VOTE", RAFT + "figure 2"),
          entry("L2_FOLLOWS_A_FORMER_LEADER", RAFT + "section 5.1"),
          entry("L4_READS_WITHOUT_A_ROUND", "Consul (Jepsen, 2014), jgroups-raft 208"),
          entry("L4_LEADER_ANSWERS_ALONE", "Consul and etcd (Jepsen, 2014)"),
          entry("L4_REUSES_AN_INDEX", "etcd 20418"),
          entry("L4_READS_BEFORE_ITS_FIRST_COMMIT", "etcd 3879"),
          entry("L4_ANSWERS_BEFORE_IT_HAS_APPLIED", "etcd 3879"),
          entry("L4_ANSWERS_A_FORMER_LEADERSHIP", "here, before leaders could hand over"),
          entry("ELECTS_THE_LONGEST_LOG", "jgroups-raft 251"),
          entry("LEADS_WITHOUT_A_MAJORITY", "jgroups-raft 280"),
          entry("COMMITS_A_FORMER_TERM_BY_COUNTING", RAFT + "figure 8"),
          entry("APPLIES_WHAT_IS_NOT_COMMITTED", "Redis-Raft (Jepsen, 2020): aborted reads"),
          entry("KEEPS_A_STALE_END_BEYOND_A_SNAPSHOT", RAFT + "figure 13, step 7"),
          entry("ASKS_FOR_NO_PRE_VOTES", "Ongaro's dissertation, 9.6"),
          entry("HELPS_TO_DEPOSE_A_LEADER", "Ongaro's dissertation, 4.2.3"),
          entry("LEADS_ON_ALONE", "Ongaro's dissertation, 6.2"),
          entry("L5_EXPIRES_BY_ITS_OWN_CLOCK", "etcd 15247"),
          entry("L5_COUNTS_A_PAUSE", "etcd 15247"),
          entry("L5_NEW_LEADER_GIVES_NO_TIME", "etcd 15247"),
          entry("L5_EXPIRES_WHAT_WAS_RENEWED", "etcd 15247"),
          entry("L5_HOLDER_COUNTS_FROM_THE_ANSWER", "Hazelcast 3.8.3 (Jepsen, 2017)"),
          entry("WAITS_FOR_WHOEVER_IS_GONE", "etcd 3.4.3 (Jepsen, 2020)"),
          entry("L6_TRUSTS_A_DAMAGED_LOG", "NATS (2025), ZooKeeper, LogCabin (FAST 2018)"),
          entry("L6_WAITS_FOR_A_TERM_THAT_NEVER_BEGINS", "here, until leaders began one"),
          entry("L10_TOKENS_BESIDE_THE_SNAPSHOT", "etcd 13766: revisions"),
          entry("L10_COUNTER_BESIDE_THE_SNAPSHOT", "etcd 13766: revisions"),
          entry("KEEPS_STATE_BESIDE_ITS_INDEX", "etcd 13766, 14370, 14685, 17780"),
          entry("KEEPS_SESSIONS_BESIDE_THE_SNAPSHOT", "Ongaro's dissertation, 6.3"),
          entry("CALLS_NOT_DONE_WHAT_IS_UNKNOWN", "jetcd 0.8.2 (Jepsen, 2024)"),
          entry("PASSES_ON_IN_ITS_OWN_SESSION", "jetcd 0.8.2; Redis-Raft's proxy"),
          entry("KEEPS_NO_ANSWER", "jetcd 0.8.2 (Jepsen, 2024)"),
          entry("FORGETS_ANSWERS_EARLY", "jetcd 0.8.2 (Jepsen, 2024)"),
          entry("L11_MAKES_TWO_CHANGES_AT_ONCE", "OpenRaft, RethinkDB 2.2.3 (Jepsen, 2016)"),
          entry("L11_CHANGES_BEFORE_ITS_TERM_IS_PROVEN", "Ongaro, raft-dev, 2015"),
          entry("L11_COUNTS_ITSELF_AFTER_ITS_REMOVAL", "jgroups-raft 259; dissertation, 4.2.2"),
          entry("L11_COUNTS_LEARNERS", "Ongaro's dissertation, 4.2.1"),
          entry("L11_KEEPS_WHAT_WAS_ROLLED_BACK", "RethinkDB 2.2.3 (Jepsen, 2016)"),
          entry("L12_ASSIGNS_WITHOUT_SPACE", "Redis-Raft (Jepsen, 2020): lost on full disk"));

  private Catalogue() {}

  /** Every constant of every enumeration of plants. */
  public static List<PlantedBug> all() {
    List<PlantedBug> all = new ArrayList<>();
    add(all, Plant.values(), Catalogue::map);
    add(all, LogPlant.values(), Catalogue::map);
    add(all, VotePlant.values(), Catalogue::map);
    add(all, ReadPlant.values(), Catalogue::map);
    add(all, LeasePlant.values(), Catalogue::map);
    add(all, DiskPlant.values(), Catalogue::map);
    add(all, GluePlant.values(), Catalogue::map);
    add(all, MemberPlant.values(), Catalogue::map);
    add(all, AuditPlant.values(), Catalogue::map);
    add(all, ForgetfulPlant.values(), (seed, plant) -> ForgetfulRun.of(seed, true));
    add(all, LockPlant.values(), (seed, rig) -> LockRun.of(seed, rig));
    add(all, KeyedPlant.values(), (seed, nodes) -> KeyedRun.report(seed, nodes));
    add(all, ActorPlant.values(), (seed, rig) -> ActorRun.of(seed, rig));
    add(all, ActorLockPlant.values(), (seed, plant) -> plant.run(seed));
    return List.copyOf(all);
  }

  private static Run.Report map(long seed, SimCluster.Host host) {
    return Run.of(seed, host);
  }

  private static <T extends Enum<T>> void add(
      List<PlantedBug> all, T[] plants, BiFunction<Long, ? super T, Run.Report> run) {
    for (T plant : plants) {
      String file = plant.getDeclaringClass().getName().replace('.', '/') + ".java";
      String published = PUBLISHED.getOrDefault(plant.name(), "");
      all.add(
          new PlantedBug(plant.name(), SOURCES + file, published, seed -> run.apply(seed, plant)));
    }
  }
}
