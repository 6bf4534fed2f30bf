package conclave.samples;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.house.Repository;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A link to a line leads to the line that it speaks of. */
class ToursTest {

  private static final int STOPS = 5;

  static Stream<Readme> readmes() {
    return Readme.all();
  }

  @ParameterizedTest
  @MethodSource("readmes")
  void each_link_leads_to_the_line_that_it_shows(Readme readme) {
    assertThat(readme.lineLinks()).as("stops of the tour").hasSizeGreaterThanOrEqualTo(STOPS);
    assertThat(readme.lineLinks().stream().filter(link -> !holds(link)).map(ToursTest::cure))
        .as(readme.path().toString())
        .isEmpty();
  }

  private static boolean holds(Readme.LineLink link) {
    List<String> lines = lines(link);
    return link.line() <= lines.size() && lines.get(link.line() - 1).contains(link.code());
  }

  private static String cure(Readme.LineLink link) {
    List<String> lines = lines(link);
    List<Integer> found =
        Stream.iterate(1, line -> line + 1)
            .limit(lines.size())
            .filter(line -> lines.get(line - 1).contains(link.code()))
            .toList();
    return "line %d of %s is not `%s`, which is on %s"
        .formatted(link.line(), link.file().getFileName(), link.code(), found);
  }

  private static List<String> lines(Readme.LineLink link) {
    return Repository.here().read(link.file()).lines().toList();
  }
}
