package conclave.cluster.internal;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import conclave.cluster.FreshStart;
import conclave.cluster.downing.Absentee;
import conclave.cluster.founding.AkkaStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Akka Cluster of an ActorSystem. */
final class LiveAkka implements AkkaPort {

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final CoordinatedShutdown shutdown;

  LiveAkka(ActorSystem<?> system) {
    this.system = system;
    this.cluster = Cluster.get(system);
    this.shutdown = CoordinatedShutdown.get(system);
  }

  /** By this Akka tells ActorSystems at one address apart. */
  long uid() {
    return cluster.selfMember().uniqueAddress().longUid();
  }

  @Override
  public AkkaStatus status() {
    if (cluster.isTerminated() || shutdown.getShutdownReason().isPresent()) {
      return AkkaStatus.GONE;
    }
    MemberStatus status = cluster.selfMember().status();
    if (status == MemberStatus.removed()) {
      return AkkaStatus.OUT;
    }
    boolean stays =
        status == MemberStatus.joining()
            || status == MemberStatus.weaklyUp()
            || status == MemberStatus.up();
    return stays ? AkkaStatus.IN : AkkaStatus.LEAVING;
  }

  @Override
  public void joinSelf() {
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  @Override
  public void joinThrough(List<String> addresses) {
    List<Address> seeds =
        addresses.stream()
            .map(address -> "akka://%s@%s".formatted(system.name(), address))
            .map(AddressFromURIString::parse)
            .toList();
    cluster.manager().tell(new JoinSeedNodes(seeds));
  }

  @Override
  public Set<Long> members() {
    Set<Long> uids = new HashSet<>();
    for (Member member : cluster.state().getMembers()) {
      if (member.status() != MemberStatus.down() && member.status() != MemberStatus.exiting()) {
        uids.add(member.uniqueAddress().longUid());
      }
    }
    return uids;
  }

  @Override
  public Set<Absentee> absent() {
    return unreachable().map(LiveAkka::absentee).collect(Collectors.toSet());
  }

  /** Akka lets whoever is exiting go by itself. */
  private Stream<Member> unreachable() {
    return cluster.state().getUnreachable().stream()
        .filter(member -> !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()))
        .filter(member -> member.status() != MemberStatus.down())
        .filter(member -> member.status() != MemberStatus.exiting());
  }

  private static Absentee absentee(Member member) {
    Address address = member.address();
    return new Absentee(
        address.getHost().orElse("") + ":" + address.getPort().orElse(0),
        member.uniqueAddress().longUid());
  }

  /** Akka downs by the address: never another run that is at it by now. */
  @Override
  public void down(Absentee member) {
    unreachable()
        .filter(each -> absentee(each).equals(member))
        .forEach(each -> cluster.manager().tell(new Down(each.address())));
  }

  @Override
  public void end(FreshStart reason) {
    if (status() == AkkaStatus.IN) {
      cluster.manager().tell(new Down(cluster.selfMember().address()));
    }
    shutdown.run(reason);
  }
}
