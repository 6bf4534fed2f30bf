package conclave.house.pages;

import static conclave.house.pages.GeneratedPart.wrapped;

import conclave.house.pages.ReasonsFile.Reason;
import conclave.house.pages.SettingsFile.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the settings of all modules as Markdown. */
final class ConfigurationPage {
  private final List<String> blocks = new ArrayList<>();

  private ConfigurationPage() {}

  /**
   * The generated part of the page.
   *
   * @param modules the settings of each module, by its name
   * @param required what an application must decide about Akka
   * @param given what the modules add to Akka's settings by themselves
   */
  static String of(Map<String, SettingsFile> modules, List<Reason> required, List<Reason> given) {
    ConfigurationPage page = new ConfigurationPage();
    page.contents(modules);
    modules.forEach(page::module);
    page.akka(required, given);
    return String.join("\n\n", page.blocks) + "\n";
  }

  private void contents(Map<String, SettingsFile> modules) {
    List<String> rows =
        new ArrayList<>(List.of("| section | settings | about |", "| --- | --- | --- |"));
    for (SettingsFile module : modules.values()) {
      for (Section section : module.sections()) {
        rows.add(
            "| [%s](#%s) | %d | %s |"
                .formatted(
                    section.path(),
                    section.path().replace(".", ""),
                    section.settings().size(),
                    firstSentence(section.comment())));
      }
    }
    rows.add("| [Akka](#akka) | | what an application that embeds Conclave includes |");
    blocks.add(String.join("\n", rows));
  }

  private void module(String name, SettingsFile file) {
    blocks.add("## " + name);
    for (Section section : file.sections()) {
      blocks.add("### " + section.path());
      if (!section.comment().isEmpty()) {
        blocks.add(wrapped(section.comment(), ""));
      }
      section.settings().forEach(this::setting);
    }
  }

  private void setting(Setting setting) {
    blocks.add("#### " + setting.key());
    blocks.add("Default `%s`, %s.".formatted(setting.shown(), setting.kind()));
    if (!setting.meaning().isEmpty()) {
      blocks.add(wrapped(setting.meaning(), ""));
    }
    List<String> costs = setting.costs().stream().map(cost -> wrapped("- " + cost, "  ")).toList();
    if (!costs.isEmpty()) {
      blocks.add(String.join("\n", costs));
    }
  }

  private void akka(List<Reason> required, List<Reason> given) {
    blocks.add("## Akka");
    blocks.add("### conclave-akka.conf");
    blocks.add(
        wrapped(
            "An application that embeds Conclave includes these, with `include"
                + " classpath(\"conclave-akka.conf\")`, its own settings after it. `conclave node`"
                + " has them.",
            ""));
    required.forEach(this::reason);
    blocks.add("### Added to Akka's settings");
    blocks.add("These come with the modules by themselves.");
    given.forEach(this::reason);
  }

  private void reason(Reason reason) {
    blocks.add("```\n" + String.join("\n", reason.settings()) + "\n```");
    blocks.add(wrapped(reason.why(), ""));
  }

  private static String firstSentence(String text) {
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }
}
