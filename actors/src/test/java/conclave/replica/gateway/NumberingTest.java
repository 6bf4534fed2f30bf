package conclave.replica.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NumberingTest {

  private static OpenCommand command() {
    return new OpenCommand(
        new Gateway.Execute("map", new byte[1], Duration.ZERO, Optional.empty(), o -> {}),
        Optional.empty(),
        0);
  }

  @Test
  void numbersStayWithinTheBoundAndNothingOpenIsEverAcknowledged() {
    SplittableRandom random = new SplittableRandom(7);
    Numbering numbering = new Numbering(1);
    List<OpenCommand> open = new ArrayList<>();
    int refused = 0;
    int retained = 0;
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(100) < 60) {
        if (numbering.hasRoom()) {
          OpenCommand command = command();
          numbering.number(command);
          open.add(command);
        } else {
          refused++;
        }
      } else if (!open.isEmpty()) {
        OpenCommand done = open.remove(random.nextInt(open.size()));
        if (random.nextInt(10) == 0) {
          numbering.retain(done.sequence(), i + 1_000);
          retained++;
        } else {
          numbering.settled(done.sequence());
        }
      }
      numbering.expire(i);
      long below = numbering.ackedBelow();
      assertThat(open).allMatch(command -> command.sequence() >= below);
    }
    System.out.printf("numbering: %d times no room, %d retained%n", refused, retained);
    assertThat(refused).isPositive();
    assertThat(retained).isGreaterThan(100);
  }
}
