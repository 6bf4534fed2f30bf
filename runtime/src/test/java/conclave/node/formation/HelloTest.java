package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HelloTest {

  private static final Terms TERMS =
      new Terms(1, 2, new TreeMap<>(Map.of("conclave.durability", "FSYNC")));

  @Test
  void travelsAsAPlainDocument() throws JsonProcessingException {
    NodeId n1 = new NodeId("n1", -7);
    Membership membership = new Membership("c1", List.of(new Membership.Member(n1, "h:1", true)));
    ObjectMapper mapper = new ObjectMapper();
    for (Membership formed : new Membership[] {null, membership}) {
      Hello hello = new Hello(n1, "h:1", TERMS, new TreeMap<>(Map.of("n1", "h:1")), 5, 9, formed);
      String text = mapper.writeValueAsString(hello);
      assertThat(mapper.readValue(text, Hello.class)).isEqualTo(hello);
      assertThat(text).doesNotContain("membership");
    }
  }
}
