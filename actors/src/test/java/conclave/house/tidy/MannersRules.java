package conclave.house.tidy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Things that nobody does here, since each hides something from the next reader. */
final class MannersRules {
  private static final Pattern SLEEP =
      Pattern.compile(
          "(java\\.lang\\.)?Thread\\.sleep|(java\\.util\\.concurrent\\.)?TimeUnit\\.(\\w+\\.)?sleep");
  private static final Pattern CONSOLE = Pattern.compile("(java\\.lang\\.)?System\\.(out|err)");
  private static final Pattern NOTE = Pattern.compile("\\b(TO(?:DO)|FIX(?:ME)|X(?:XX))\\b");
  private static final Set<String> IGNORED = Set.of("ignore", "ignored", "unused");

  /** The one who owns the console, and what is below it. */
  private static final String MAY_PRINT = "conclave.cli";

  private MannersRules() {}

  static Stream<Finding> noSleepInTests(SourceFile file) {
    if (!file.isTest()) {
      return Stream.empty();
    }
    Stream<Tree> places =
        Stream.of(MemberSelectTree.class, MemberReferenceTree.class, ImportTree.class)
            .flatMap(file::all);
    return places
        .filter(place -> SLEEP.matcher(dotted(place)).matches())
        .map(
            place ->
                new Finding(
                    file.at(place),
                    "a test sleeps",
                    "move virtual time, or wait for the event with a probe and a deadline"));
  }

  static Stream<Finding> nothingDisabled(SourceFile file) {
    return file.all(AnnotationTree.class)
        .filter(a -> simpleName(a).startsWith("Disabled") || simpleName(a).equals("Ignore"))
        .map(
            a ->
                new Finding(
                    file.at(a),
                    "@" + simpleName(a) + " switches a test off",
                    "mend the test or delete it; a condition of the machine is an assumption"));
  }

  static Stream<Finding> noNotes(SourceFile file) {
    return linesWith(Map.entry(file.path(), file.text()), NOTE)
        .map(
            where ->
                new Finding(
                    where,
                    "a note to come back later",
                    "do it now, or say in the page on limits what does not exist"));
  }

  static Stream<Finding> noStackTraces(SourceFile file) {
    return selects(file)
        .filter(s -> s.getIdentifier().contentEquals("printStackTrace"))
        .map(
            s ->
                new Finding(
                    file.at(s),
                    "printStackTrace",
                    "say in one sentence what failed, with which value and where, and log or rethrow"));
  }

  static Stream<Finding> noIgnoredCatch(SourceFile file) {
    return file.all(CatchTree.class)
        .filter(c -> c.getBlock().getStatements().isEmpty() || isNamedIgnored(c))
        .map(
            c ->
                new Finding(
                    file.at(c),
                    "a failure disappears in catch (" + c.getParameter() + ")",
                    "turn it into an outcome the caller sees, or let it through"));
  }

  static Stream<Finding> noConsoleInMain(SourceFile file) {
    if (file.isTest() || (file.packageName() + ".").startsWith(MAY_PRINT + ".")) {
      return Stream.empty();
    }
    return selects(file)
        .filter(s -> CONSOLE.matcher(s.toString()).matches())
        .map(
            s ->
                new Finding(
                    file.at(s),
                    s + " in main code",
                    "log it, or return it to conclave.cli, which owns the console"));
  }

  static Stream<Finding> noTabs(Checkout checkout) {
    return checkout.texts().entrySet().stream()
        .flatMap(file -> linesWith(file, Pattern.compile("\t")))
        .map(where -> new Finding(where, "a tab", "use spaces; spotless:apply does it for Java"));
  }

  private static Stream<String> linesWith(Map.Entry<Path, String> file, Pattern pattern) {
    String[] lines = file.getValue().split("\n", -1);
    return IntStream.range(0, lines.length)
        .filter(i -> pattern.matcher(lines[i]).find())
        .mapToObj(i -> file.getKey() + ":" + (i + 1));
  }

  private static Stream<MemberSelectTree> selects(SourceFile file) {
    return file.all(MemberSelectTree.class);
  }

  private static boolean isNamedIgnored(CatchTree caught) {
    return IGNORED.contains(caught.getParameter().getName().toString());
  }

  private static String dotted(Tree place) {
    if (place instanceof MemberReferenceTree reference) {
      return reference.getQualifierExpression() + "." + reference.getName();
    }
    return place.toString();
  }

  private static String simpleName(AnnotationTree annotation) {
    String name = annotation.getAnnotationType().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
