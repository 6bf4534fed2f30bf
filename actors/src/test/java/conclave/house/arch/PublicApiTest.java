package conclave.house.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaks that are planted are found, and what is marked or listed is none. */
class PublicApiTest {
  private static final PublicApi API = new PublicApi(Set.of("p.Door", "p.Key"));

  @TempDir private Path folder;

  private JavaClasses door(String body) {
    return Compiled.of(
        Map.of(
            "p.Door", "package p; import conclave.InternalApi; public %s".formatted(body),
            "p.Key", "package p; public record Key(String name) { public record Part() {} }",
            "p.Bolt", "package p; public interface Bolt<T> {}"),
        folder);
  }

  private void leaks(String body, String where) {
    assertThat(API.leaks(door(body)))
        .isNotEmpty()
        .allSatisfy(leak -> assertThat(leak).contains(where, "p.Bolt", "Cure: "));
  }

  private void keepsTight(String body) {
    assertThat(API.leaks(door(body))).isEmpty();
  }

  @Test
  void a_result_leaks() {
    leaks("class Door { public Bolt<String> open() { return null; } }", "open");
  }

  @Test
  void a_parameter_of_a_parameter_leaks() {
    leaks("class Door { public void open(java.util.List<Bolt<String>[]> x) {} }", "open");
  }

  @Test
  void a_component_of_a_nested_record_leaks() {
    leaks("interface Door { record Open(Bolt<String> bolt) {} }", "Open");
  }

  @Test
  void what_it_extends_leaks() {
    leaks("abstract class Door implements Bolt<String> {}", "Door");
  }

  @Test
  void what_is_marked_does_not_leak() {
    keepsTight("class Door { @InternalApi public void open(Bolt<String> bolt) {} }");
    keepsTight("interface Door { @InternalApi record Open(Bolt<String> bolt) {} }");
  }

  @Test
  void a_mark_does_not_excuse_who_mentions_what_is_marked() {
    String marked = "@InternalApi public record Open() {}";
    assertThat(
            API.leaks(
                door("class Door { %s public Open open() { return null; } }".formatted(marked))))
        .hasSize(1)
        .allSatisfy(leak -> assertThat(leak).contains("mentions p.Door$Open"));
  }

  @Test
  void what_is_listed_or_not_public_does_not_leak() {
    keepsTight(
        "class Door { public Key.Part open(Key key, java.time.Duration[] at) { return null; } }");
    keepsTight("class Door { void open(Bolt<String> bolt) {} record Open(Bolt<String> bolt) {} }");
  }
}
