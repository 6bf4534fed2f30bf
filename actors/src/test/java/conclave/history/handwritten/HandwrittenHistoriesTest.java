package conclave.history.handwritten;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.HistoryText;
import conclave.history.Linearizability;
import conclave.history.Model;
import conclave.history.Notation;
import conclave.history.Verdict;
import conclave.history.Verdict.Linearizable;
import conclave.history.Verdict.Violation;
import conclave.history.model.LockModel;
import conclave.history.model.LockNotation;
import conclave.history.model.MapModel;
import conclave.history.model.MapNotation;
import conclave.history.model.RegisterModel;
import conclave.history.model.RegisterNotation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandwrittenHistoriesTest {

  private static final String LINEARIZABLE = "# verdict: linearizable";
  private static final String VIOLATION = "# verdict: violation by ";

  @ParameterizedTest
  @MethodSource("files")
  void eachHasItsVerdictAndItsCulprit(Path file) throws IOException {
    String text = Files.readString(file);
    Verdict verdict = check(text);
    String expected = text.lines().filter(l -> l.startsWith("# verdict:")).findFirst().orElse("");
    if (expected.equals(LINEARIZABLE)) {
      assertThat(verdict).isInstanceOf(Linearizable.class);
    } else {
      assertThat(expected).as("verdict line of %s", file).startsWith(VIOLATION);
      assertThat(verdict).isInstanceOf(Violation.class);
      assertThat(((Violation) verdict).culprit().process())
          .as("the process whose answer cannot be explained: %s", verdict)
          .isEqualTo(expected.substring(VIOLATION.length()));
    }
  }

  @Test
  void bothVerdictsAreThere() throws IOException, URISyntaxException {
    int violations = 0;
    List<Path> files = files().toList();
    for (Path file : files) {
      violations += Files.readString(file).contains(VIOLATION) ? 1 : 0;
    }
    System.out.printf("handwritten: %d histories, %d violations%n", files.size(), violations);
    assertThat(violations).isGreaterThanOrEqualTo(9);
    assertThat(files.size() - violations).isGreaterThanOrEqualTo(7);
  }

  @Test
  void aReportShowsTheBestExplanationAndWhereItEnds() throws IOException, URISyntaxException {
    Path stale = files().filter(f -> f.endsWith("map-stale-read.txt")).findFirst().orElseThrow();
    assertThat(check(Files.readString(stale)))
        .hasToString(
            """
            VIOLATION of m/k
            all can be explained until this answer:
              [50 .. 60] c2: Get[key=m/k] -> Found[value=red, version=1]
            the longest explanation up to then, in order of effect:
              [10 .. 20] c1: Put[key=m/k, value=red] -> Changed[version=1]
              [30 .. 40] c1: Put[key=m/k, value=blue] -> Changed[version=2]
            which leaves the state 'blue' at version 2, where none of these is possible or leads on:
              [50 .. 60] c2: Get[key=m/k] -> Found[value=red, version=1]
            """);
  }

  private static Verdict check(String text) {
    String head = text.lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow();
    return switch (head.substring(head.lastIndexOf(' ') + 1)) {
      case "map" -> check(text, new MapNotation(), new MapModel());
      case "lock" -> check(text, new LockNotation(), new LockModel());
      default -> check(text, new RegisterNotation(), RegisterModel.startingEmpty());
    };
  }

  private static <C, R> Verdict check(String text, Notation<C, R> notation, Model<?, C, R> model) {
    return new Linearizability<>(model).check(new HistoryText<>(notation).read(text));
  }

  static Stream<Path> files() throws IOException, URISyntaxException {
    Path folder = Path.of(HandwrittenHistoriesTest.class.getResource("/histories").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }
}
