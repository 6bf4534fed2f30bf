package conclave.node.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineageTest {

  private static final Lineage OLD = Lineage.of("0f3c5a");

  private final Random random = new Random(1);

  @Test
  void anIdTellsItsRootAndHowOftenItWasRecovered() {
    Lineage once = OLD.recovered(random);
    Lineage twice = once.recovered(random);
    assertThat(OLD.recoveries()).isZero();
    assertThat(once.clusterId()).matches("0f3c5a\\+1-[0-9a-f]{16}");
    assertThat(twice.clusterId()).matches("0f3c5a\\+2-[0-9a-f]{16}");
    assertThat(Lineage.of(twice.clusterId())).isEqualTo(twice);
    assertThat(twice.root()).isEqualTo("0f3c5a");
  }

  @Test
  void whoStayedBehindAndWhoWentOnSayWhyTheyPart() {
    Lineage recovered = OLD.recovered(random);
    assertThat(recovered.parting(OLD).orElseThrow())
        .startsWith("was given up when cluster 0f3c5a was recovered by force and became 0f3c5a+1-")
        .endsWith(": start it on an empty directory, and add it");
    assertThat(OLD.parting(recovered).orElseThrow())
        .startsWith("belongs to cluster 0f3c5a+1-")
        .endsWith(
            "which a recovery by force made of 0f3c5a without this node: start this one on an empty"
                + " directory, and add it");
    assertThat(recovered.parting(OLD.recovered(random)).orElseThrow())
        .contains("two recoveries by force made two of one");
  }

  @Test
  void strangersAndTheSameClusterPartForNoSuchReason() {
    assertThat(OLD.parting(OLD)).isEmpty();
    assertThat(OLD.parting(Lineage.of("c2").recovered(random))).isEmpty();
    assertThat(Lineage.of("a+b-c").recoveries()).isZero();
    assertThat(Lineage.of("a+b-c").root()).isEqualTo("a+b-c");
  }
}
