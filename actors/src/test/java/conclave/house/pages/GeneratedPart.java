package conclave.house.pages;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.house.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands below a mark on a page is written by a program; what stands above, by people.
 *
 * @param page the page, relative to the root of the checkout
 * @param command what writes it anew
 */
public record GeneratedPart(Path page, String command) {
  private static final int WIDTH = 100;
  private static final String MARK = "<!-- From here on generated. To write it anew: ";

  /**
   * Fails unless the page shows that text, naming the command that mends it; run by that command,
   * writes the page.
   */
  public void holds(String text) {
    Repository repository = Repository.here();
    String all = repository.read(page);
    int mark = all.indexOf(MARK);
    assertThat(mark).as("%s has the line %s... -->", page, MARK).isPositive();
    String wanted = all.substring(0, mark) + MARK + command + " -->\n\n" + text;
    if (Boolean.getBoolean("rewrite")) {
      write(repository.root().resolve(page), wanted);
      return;
    }
    assertThat(all).as("%s is out of date: run %s and look at it", page, command).isEqualTo(wanted);
  }

  /** That text in lines of readable length, all but the first indented. */
  public static String wrapped(String text, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("\\s+")) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
      }
      line.append(line.toString().isBlank() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return String.join("\n", lines);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
