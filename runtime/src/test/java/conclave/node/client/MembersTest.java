package conclave.node.client;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import conclave.node.HostPort;
import conclave.node.formation.Membership;
import conclave.raft.log.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {

  private static final NodeId N1 = new NodeId("n1", 7);

  @Test
  void whoeverLivesAtAnAddressOfIpVersion6IsReachedThere() {
    Members members = new Members("shop");
    HostPort contact = HostPort.parse("[::1]:25521").orElseThrow();
    members.learn(new Membership("c", List.of(new Membership.Member(N1, "[::1]:25521", true))));

    Address found = AddressFromURIString.parse(members.find(N1).orElseThrow().toString());
    assertThat(found).isEqualTo(new Address("akka", "shop", "[::1]", 25521));
    assertThat(members.at(contact)).isEqualTo(members.find(N1).orElseThrow());
  }
}
