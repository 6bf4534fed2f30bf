package conclave.house.tidy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small checkouts that break one rule each, beside twins that just keep it. */
final class Plants {

  /** A violation and the nearest thing to it that is allowed; both by file name. */
  record Plant(Map<String, String> violation, Map<String, String> twin) {}

  private static final String MAIN = "m/src/main/java/p/A.java";
  private static final String TEST = "m/src/test/java/p/ATest.java";
  private static final String PAGE = "docs/page.md";

  private Plants() {}

  /** The plants of that rule. A rule without any does not compile. */
  static List<Plant> of(Rule rule) {
    return switch (rule) {
      case FILE_LENGTH -> List.of(file(MAIN, "//\n".repeat(401), "//\n".repeat(400)));
      case METHOD_LENGTH -> List.of(body(";\n".repeat(68), ";\n".repeat(67)));
      case PARAMETERS -> parameters();
      case PACKAGE_SIZE -> List.of(new Plant(sources(16), sources(15)));
      case PACKAGE_INFO -> packageInfo();
      case JAVADOC -> javadoc();
      case NO_SLEEP_IN_TESTS -> sleep();
      case NOTHING_DISABLED -> disabled();
      case NO_NOTES -> notes();
      case NO_STACK_TRACES -> List.of(body("e.printStackTrace();", "e.getStackTrace();"));
      case NO_IGNORED_CATCH -> ignoredCatch();
      case NO_CONSOLE_IN_MAIN -> console();
      case NO_TABS -> List.of(file(PAGE, "a\tb", "a b"), body("\t;", " ;"));
      case LINKS -> links();
      case ANCHORS -> anchors();
      case INDEXED -> indexed();
      case SNIPPETS -> snippets();
      case ONE_TITLE -> titles();
      case DECIDED_VERSIONS -> versions();
    };
  }

  private static List<Plant> parameters() {
    String canonical = "record A(int a, int b, int c, int d, int e) { %s }";
    return List.of(
        member(
            "void f(int a, int b, int c, int d, int e) {}",
            "void f(int a, int b, int c, int d) {}"),
        member("A(int a, int b, int c, int d, int e) {}", "A(int a, int b, int c, int d) {}"),
        file(
            MAIN,
            canonical.formatted("static void f(int a, int b, int c, int d, int e) {}"),
            canonical.formatted("A(int a, int b, int c, int d, int e) {}")),
        file(
            MAIN,
            canonical.formatted("A(int a, int b, int c, int d, int e, int f) {}"),
            canonical.formatted("A {}")),
        member(
            "void f(int a, int b, int c, int d, int e) {}",
            "@Override void f(int a, int b, int c, int d, int e) {}"));
  }

  private static List<Plant> packageInfo() {
    String type = "package p; class A {}";
    String folder = "m/src/main/java/p/package-info.java";
    return List.of(
        new Plant(Map.of(MAIN, type), Map.of(MAIN, type, folder, "/** Why. */ package p;")),
        new Plant(
            Map.of(MAIN, type, folder, "package p;"),
            Map.of(TEST, type, folder, "/** Why. */ package p;")));
  }

  private static List<Plant> javadoc() {
    return List.of(
        file(MAIN, "public class A {}", "/** Promises. */ public class A {}"),
        file(MAIN, "// Promises.\npublic record A(int a) {}", "record A(int a) {}"),
        file(MAIN, "/** */ public interface A {}", "/** Promises. */ public interface A {}"));
  }

  private static List<Plant> sleep() {
    return List.of(
        file(TEST, method("Thread.sleep(1);"), method("time.advance(1);")),
        file(TEST, method("TimeUnit.SECONDS.sleep(1);"), method("TimeUnit.SECONDS.toMillis(1);")),
        file(
            TEST,
            method("java.util.concurrent.TimeUnit.SECONDS.sleep(1);"),
            method("sleep.end();")),
        file(TEST, method("run(Thread::sleep);"), method("run(Thread::interrupted);")),
        file(TEST, "import static java.lang.Thread.sleep;", "import static java.lang.Math.abs;"));
  }

  private static List<Plant> disabled() {
    return List.of(
        file(TEST, "class ATest { @Disabled void a() {} }", "class ATest { @Test void a() {} }"),
        file(TEST, "@org.junit.jupiter.api.Disabled class ATest {}", "class DisabledTest {}"),
        file(TEST, "@DisabledOnOs(LINUX) class ATest {}", "@Tag(\"slow\") class ATest {}"));
  }

  private static List<Plant> notes() {
    return List.of(
        body("// TO" + "DO later", "// later is never"),
        body("// FIX" + "ME", "// fixed"),
        body("/* X" + "XX */", "/* XXL */"));
  }

  private static List<Plant> ignoredCatch() {
    String rule = "try { f(); } catch (Exception %s) { %s }";
    return List.of(
        body(rule.formatted("e", ""), rule.formatted("e", "throw e;")),
        body(rule.formatted("e", "// cannot happen\n"), rule.formatted("e", "return;")),
        body(rule.formatted("ignored", "return;"), rule.formatted("late", "return;")));
  }

  private static List<Plant> console() {
    String prints = method("System.out.println();");
    return List.of(
        new Plant(Map.of(MAIN, prints), Map.of(TEST, prints)),
        file(MAIN, method("run(System.err::println);"), method("run(System::lineSeparator);")),
        file(MAIN, "package conclave.node;" + prints, "package conclave.cli;" + prints));
  }

  private static List<Plant> links() {
    String here = "[a](other.md#part)";
    return List.of(
        new Plant(Map.of(PAGE, here), Map.of(PAGE, here, "docs/other.md", "")),
        file(
            PAGE,
            "[a](../nothing.md)",
            "`[a](../nothing.md)` [b](#part) [c](https://example.org/x)"),
        file(PAGE, "see [a]\n\n[a]: nothing.md", "see [a]\n\n[a]: page.md"),
        file(PAGE, "[a](nothing/)", "```\n[a](nothing/)\n```\n[b](../docs/)"));
  }

  private static List<Plant> anchors() {
    String other = "docs/other.md";
    return List.of(
        file(PAGE, "# A\n[a](#b)", "# A `b.c`: D\n[a](#a-bc-d)"),
        file(PAGE, "# A\n[a](#a-1)", "# A\n## A\n[a](#a-1)"),
        file(PAGE, "```\n# B\n```\n[a](#b)", "# [B](x.md)\n[a](#b)"),
        new Plant(
            Map.of(PAGE, "[a](other.md#c)", other, "# B"),
            Map.of(PAGE, "[a](other.md#b)", other, "# B")),
        new Plant(
            Map.of(PAGE, "[a](../" + MAIN + "#L2)", MAIN, "class A {}"),
            Map.of(PAGE, "[a](../" + MAIN + "#L1-L2)", MAIN, "class A {\n}")));
  }

  private static List<Plant> indexed() {
    String index = "docs/howto/README.md";
    String page = "docs/howto/a.md";
    Map<String, String> book = Map.of("docs/README.md", "[h](howto/README.md)", index, "[a](a.md)");
    return List.of(
        new Plant(Map.of(page, "", index, "a.md", "docs/README.md", "[h](howto/README.md)"), book),
        new Plant(Map.of(index, "", "docs/README.md", "[h](howto/)"), book));
  }

  private static List<Plant> snippets() {
    String snippet = "```java\nint a;\n%sint c;\n```\n";
    String test = "class A {\n  int a;\n\n  /** The b. */\n  int b;\n  int c;\n}";
    String left = "// ...\n";
    return List.of(
        new Plant(
            Map.of(PAGE, snippet.formatted(""), TEST, test),
            Map.of(PAGE, snippet.formatted(left), TEST, test)),
        new Plant(
            Map.of(PAGE, snippet.formatted(left), MAIN, test),
            Map.of(PAGE, snippet.formatted("int b;\n"), "samples/src/main/java/p/A.java", test)),
        new Plant(
            Map.of(PAGE, "```java\nint c;\n// ...\nint a;\n```\n", TEST, test),
            Map.of(PAGE, "```\nint d;\n```\n", TEST, test)));
  }

  private static List<Plant> titles() {
    return List.of(
        file(PAGE, "# A\n\n# B\n", "# A\n\n## B\n"),
        file(PAGE, "## A\n", "# A\n\n```\n# a comment\n```\n"),
        file("README.md", "text\n", "# A\n"));
  }

  private static List<Plant> versions() {
    String pom = "<project><properties><x.version>1</x.version></properties></project>";
    String page = "docs/decisions/0001-x.md";
    Map<String, String> decided = Map.of("pom.xml", pom, page, "# X\n\nCovers: `x`\n");
    return List.of(
        new Plant(Map.of("pom.xml", pom, page, "# X\n\nWe like x.\n"), decided),
        new Plant(Map.of("pom.xml", pom, page, "# X\n\nCovers: `x`, `y`\n"), decided));
  }

  private static Map<String, String> sources(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "A" + i)
        .collect(
            Collectors.toMap(n -> "m/src/main/java/p/" + n + ".java", n -> "class " + n + " {}"));
  }

  private static Plant file(String name, String violation, String twin) {
    return new Plant(Map.of(name, violation), Map.of(name, twin));
  }

  private static Plant member(String violation, String twin) {
    return file(MAIN, "class A { " + violation + " }", "class A { " + twin + " }");
  }

  private static Plant body(String violation, String twin) {
    return file(MAIN, method(violation), method(twin));
  }

  private static String method(String body) {
    return "class A { void f() {\n" + body + "\n} }";
  }
}
