package conclave.house.pages;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.house.Repository;
import conclave.house.pages.ReasonsFile.Reason;
import conclave.house.pages.SettingsFile.Section;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of settings is what the {@code reference.conf} files say, and they say enough.
 *
 * <p>After a change of one of them: {@code mvn -q -pl actors test -Dtest=ConfigurationPageTest
 * -Drewrite=true}.
 */
class ConfigurationPageTest {
  private static final GeneratedPart PAGE =
      new GeneratedPart(
          Path.of("docs/reference/configuration.md"),
          "mvn -q -pl actors test -Dtest=ConfigurationPageTest -Drewrite=true");
  private static final List<String> MODULES = List.of("actors", "sharding", "runtime");
  private static final Path AKKA = resource("actors", "conclave-akka.conf");

  private final Repository repository = Repository.here();
  private final Map<String, SettingsFile> modules = new LinkedHashMap<>();

  ConfigurationPageTest() {
    MODULES.forEach(
        module -> modules.put("conclave-" + module, SettingsFile.parse(reference(module))));
  }

  @Test
  void the_page_shows_every_setting_as_its_file_explains_it() {
    PAGE.holds(ConfigurationPage.of(modules, required(), given()));
    System.out.printf(
        "settings: %d in %d sections, %d reasons about Akka%n",
        settings().count(), sections().count(), required().size() + given().size());
    assertThat(settings().count()).isGreaterThan(90);
    assertThat(required()).hasSizeGreaterThan(8);
  }

  @Test
  void no_module_with_settings_is_left_out() {
    assertThat(
            repository.files().stream()
                .filter(f -> f.endsWith("src/main/resources/reference.conf")))
        .containsExactlyInAnyOrderElementsOf(
            MODULES.stream().map(module -> resource(module, "reference.conf")).toList());
  }

  @Test
  void every_setting_says_what_it_is() {
    assertThat(settings().filter(setting -> setting.meaning().isEmpty()).map(Setting::key))
        .as("settings without a comment right above them")
        .isEmpty();
    assertThat(Stream.concat(required().stream(), given().stream()).filter(r -> r.why().isEmpty()))
        .as("settings of Akka without a reason")
        .isEmpty();
  }

  @Test
  void every_quantity_says_what_too_little_and_too_much_cost() {
    assertThat(
            settings()
                .filter(Setting::isQuantity)
                .filter(setting -> setting.costs().size() != 2)
                .map(setting -> setting.key() + ": " + setting.comment()))
        .as("needs \"Too small: ... Too large: ...\", or other words for it, at the end")
        .isEmpty();
  }

  @Test
  void a_comment_falls_into_what_it_does_and_what_wrong_values_cost() {
    SettingsFile file =
        SettingsFile.parse(
            """
            # About a.
            conclave.a {
              # What b is.
              # More. Too small: one,
              # or two. Too large: three.
              b = 50ms
            }
            """);
    Setting setting = file.settings().get(0);
    assertThat(file.sections().get(0).comment()).isEqualTo("About a.");
    assertThat(setting.key()).isEqualTo("conclave.a.b");
    assertThat(setting.meaning()).isEqualTo("What b is. More.");
    assertThat(setting.costs()).containsExactly("Too small: one, or two.", "Too large: three.");
    assertThat(setting.kind()).isEqualTo("a duration");
  }

  @Test
  void settings_of_akka_between_two_empty_lines_share_a_reason() {
    String text =
        """
        akka {
          # Because.
          a = 1
          b { c = x }

          d = 2
        }
        """;
    assertThat(ReasonsFile.parse(text))
        .containsExactly(
            new Reason(List.of("akka.a = 1", "akka.b.c = x"), "Because."),
            new Reason(List.of("akka.d = 2"), ""));
  }

  private Stream<Section> sections() {
    return modules.values().stream().flatMap(module -> module.sections().stream());
  }

  private Stream<Setting> settings() {
    return modules.values().stream().flatMap(module -> module.settings().stream());
  }

  private List<Reason> required() {
    return ReasonsFile.parse(repository.read(AKKA));
  }

  private List<Reason> given() {
    return MODULES.stream().flatMap(m -> ReasonsFile.parse(reference(m)).stream()).toList();
  }

  private String reference(String module) {
    return repository.read(resource(module, "reference.conf"));
  }

  private static Path resource(String module, String file) {
    return Path.of(module, "src/main/resources", file);
  }
}
