package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
      Hello hello =
          new Hello(n1, "h:1", TERMS, new TreeMap<>(Map.of("n1", "h:1")), 5, 9, formed, null);
      String text = mapper.writeValueAsString(hello);
      assertThat(mapper.readValue(text, Hello.class)).isEqualTo(hello);
      assertThat(text).doesNotContain("membership");
    }
  }

  @Test
  void whatIsGarbledDoesNotBecomeAHello() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    NodeId n1 = new NodeId("n1", -7);
    Membership membership = new Membership("c1", List.of(new Membership.Member(n1, "h:1", true)));
    Hello hello = new Hello(n1, "h:1", TERMS, new TreeMap<>(), 5, 9, membership, null);
    JsonNode whole = mapper.valueToTree(hello);
    for (String path : List.of("sender", "address", "terms", "peers", "formed.members")) {
      assertGarbled(mapper, whole.deepCopy(), path);
    }
    JsonNode nobody = whole.deepCopy();
    ((ObjectNode) nobody.at("/formed/members/0")).remove("id");
    assertThatThrownBy(() -> mapper.treeToValue(nobody, Hello.class))
        .isInstanceOf(JsonProcessingException.class);
  }

  private static void assertGarbled(ObjectMapper mapper, JsonNode hello, String path) {
    int dot = path.indexOf('.');
    JsonNode parent = dot < 0 ? hello : hello.get(path.substring(0, dot));
    ((ObjectNode) parent).remove(path.substring(dot + 1));
    assertThatThrownBy(() -> mapper.treeToValue(hello, Hello.class))
        .as("without %s", path)
        .isInstanceOf(JsonProcessingException.class);
  }
}
