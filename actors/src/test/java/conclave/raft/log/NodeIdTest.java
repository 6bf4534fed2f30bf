package conclave.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeIdTest {

  private static final NodeId FIRST = new NodeId("n3", -2);

  @Test
  void livesAreCountedAndPassOverTheReservedOne() {
    NodeId second = FIRST.nextLife();
    NodeId third = second.nextLife();
    assertThat(second).isEqualTo(new NodeId("n3", -1));
    assertThat(third).isEqualTo(new NodeId("n3", 1));
    assertThat(third.isLaterLifeOf(FIRST)).isTrue();
    assertThat(second.isLaterLifeOf(FIRST)).isTrue();
    assertThat(FIRST.isLaterLifeOf(third)).isFalse();
    assertThat(FIRST.isLaterLifeOf(FIRST)).isFalse();
  }

  @Test
  void anotherNameOrAnotherDirectoryIsNoLaterLife() {
    assertThat(new NodeId("n4", -1).isLaterLifeOf(FIRST)).isFalse();
    assertThat(new NodeId("n3", 0x5d1f0c9e2b7a4431L).isLaterLifeOf(FIRST)).isFalse();
  }
}
