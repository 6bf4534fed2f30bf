package conclave.http.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The target of a request as the client sent it, strictly decoded: what is not UTF-8 is refused, an
 * encoded slash stays within its segment, and dots mean nothing.
 *
 * @param segments between the slashes; an empty one where two slashes meet or at the end
 * @param query parameters; one given twice is refused
 */
record Target(List<String> segments, Map<String, String> query) {

  static Target parse(String raw) {
    String target = raw.startsWith("/") ? raw : withoutAuthority(raw);
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(Math.min(1, path.length())).split("/", -1)) {
      segments.add(decode(segment, false));
    }
    return new Target(segments, mark < 0 ? Map.of() : query(target.substring(mark + 1)));
  }

  /** The absolute form, {@code http://host/path}, which servers must accept as well. */
  private static String withoutAuthority(String raw) {
    int authority = raw.indexOf("://");
    int path = authority < 0 ? -1 : raw.indexOf('/', authority + 3);
    return path < 0 ? "/" : raw.substring(path);
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
      if (query.put(name, value) != null) {
        throw Refusal.malformed("the query parameter " + name + " is given twice");
      }
    }
    return query;
  }

  private static String decode(String text, boolean plusIsSpace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(hex(text, i + 1) << 4 | hex(text, i + 2));
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes.write(' ');
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw Refusal.malformed("the target is not UTF-8 where it says " + text);
    }
  }

  private static int hex(String text, int at) {
    int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    if (digit < 0) {
      throw Refusal.malformed("the target has a broken percent sign where it says " + text);
    }
    return digit;
  }
}
