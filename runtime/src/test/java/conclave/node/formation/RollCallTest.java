package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Histories, too rare for random search, that make the founder's roll call what it is. */
class RollCallTest {

  private static final class AsksOnce extends RollCall {
    AsksOnce(Set<String> expected, RandomGenerator random) {
      super(expected, random);
    }

    @Override
    Optional<SortedMap<String, NodeId>> close() {
      super.close();
      return Optional.of(new TreeMap<>(formerRound()));
    }
  }

  private static final class BelievesOldAnswers extends RollCall {
    BelievesOldAnswers(Set<String> expected, RandomGenerator random) {
      super(expected, random);
    }

    @Override
    void answered(Hello hello) {
      accept(hello.sender());
    }
  }

  @Test
  void aFounderThatAsksTwiceSeesTheClusterThatFormedMeanwhile() {
    Script script = new Script(5, Rules.SOUND);
    lateNews(script);
    assertThat(script.formed()).containsExactly("n4", "n5");
    assertThat(script.waiting("n1")).startsWith("waits to be added: cluster ");
  }

  @Test
  void aFounderThatAsksOnceFormsASecondCluster() {
    Script script = new Script(5, new Rules(AsksOnce::new, Membership::lists));
    assertThatThrownBy(() -> lateNews(script)).hasMessageContaining("two clusters");
  }

  @Test
  void answersToAFormerFounderDoNotCount() {
    Script script = new Script(3, Rules.SOUND);
    oldAnswers(script);
    assertThat(script.formed()).containsExactly("n2");
    assertThat(script.waiting("n1")).startsWith("all peers heard: makes sure");
  }

  @Test
  void aFounderThatBelievesOldAnswersFormsASecondCluster() {
    Script script = new Script(3, new Rules(BelievesOldAnswers::new, Membership::lists));
    assertThatThrownBy(() -> oldAnswers(script)).hasMessageContaining("two clusters");
  }

  /**
   * The founder of five forms a cluster and its disk dies while the news is on its way. A new
   * founder is told "empty" by three peers; the late news makes a majority of them members; then
   * one more disk dies, and its empty successor is the answer that the new founder still missed.
   * Only two disks of five are gone.
   */
  private static void lateNews(Script script) {
    script.holdNews();
    script.settle("n1", "n2", "n3", "n4", "n5");
    assertThat(script.formed()).containsExactly("n1");
    script.wipe("n1");
    script.settle("n1", "n2", "n4", "n5");
    script.deliverHeldNewsTo("n3", "n4", "n5");
    assertThat(script.formed()).containsExactly("n3", "n4", "n5");
    script.wipe("n3");
    script.settle("n1", "n3");
    script.settle("n1", "n2", "n3");
    script.settle("n1", "n4");
  }

  /**
   * Two of three have a cluster; the founder's disk dies, and the links repeat what they carried.
   */
  private static void oldAnswers(Script script) {
    script.holdNews();
    script.settle("n1", "n2", "n3");
    script.deliverHeldNewsTo("n2");
    assertThat(script.formed()).containsExactly("n1", "n2");
    script.wipe("n1");
    script.repeatEmptyTo("n1");
    script.settle("n1", "n3");
  }
}
