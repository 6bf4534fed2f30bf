package conclave.history;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The words of one line, taken one after the other. A word stands bare, or in double quotes with
 * {@code \"}, {@code \\}, {@code \n}, {@code \r}, {@code \t} and {@code \}{@code uXXXX}.
 */
public final class Words {

  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./:@+*-]+");

  private final String line;
  private final int lineNumber;
  private int at;

  /**
   * Reads a line.
   *
   * @param lineNumber for messages, from 1
   */
  public Words(String line, int lineNumber) {
    this.line = line.strip();
    this.lineNumber = lineNumber;
  }

  /** True while words are left. */
  public boolean more() {
    return at < line.length();
  }

  /** Takes a word. */
  public String next() {
    if (!more()) {
      throw malformed("a word is missing at the end");
    }
    String word = line.charAt(at) == '"' ? quoted() : bare();
    while (more() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return word;
  }

  /** Takes a whole number. */
  public long number() {
    String word = next();
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw malformed("not a whole number: " + word);
    }
  }

  /** Makes sure that nothing is left. */
  public void end() {
    if (more()) {
      throw malformed("not expected: " + line.substring(at));
    }
  }

  /** The complaint about this line. */
  public IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException("line " + lineNumber + ": " + what + ", in: " + line);
  }

  /** Writes words so that they read back equal. */
  public static String join(List<String> words) {
    List<String> written = new ArrayList<>(words.size());
    words.forEach(word -> written.add(BARE.matcher(word).matches() ? word : quote(word)));
    return String.join(" ", written);
  }

  private String bare() {
    int from = at;
    while (more() && !Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return line.substring(from, at);
  }

  private String quoted() {
    StringBuilder word = new StringBuilder();
    at++;
    while (more() && line.charAt(at) != '"') {
      char c = line.charAt(at++);
      word.append(c == '\\' ? escaped() : c);
    }
    if (!more()) {
      throw malformed("a quoted word does not end");
    }
    at++;
    return word.toString();
  }

  private char escaped() {
    char c = more() ? line.charAt(at++) : '"';
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '"', '\\' -> c;
      case 'u' -> unicode();
      default -> throw malformed("no such escape: \\" + c);
    };
  }

  private char unicode() {
    int from = at;
    at = Math.min(from + 4, line.length());
    try {
      return (char) Integer.parseInt(line.substring(from, at), 16);
    } catch (NumberFormatException e) {
      throw malformed("not four hexadecimal digits: " + line.substring(from, at));
    }
  }

  private static String quote(String word) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : word.toCharArray()) {
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(plain(c) ? String.valueOf(c) : "\\u%04x".formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }

  private static boolean plain(char c) {
    return c >= ' ' && c < 127;
  }
}
