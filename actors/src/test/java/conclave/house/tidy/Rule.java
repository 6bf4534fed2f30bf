package conclave.house.tidy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All rules on what is written. Each has a planted violation in {@link Plants}. */
enum Rule {
  FILE_LENGTH(each(SizeRules::fileLength)),
  METHOD_LENGTH(each(SizeRules::methodLength)),
  PARAMETERS(each(SizeRules::parameters)),
  PACKAGE_SIZE(PackageRules::size),
  PACKAGE_INFO(PackageRules::packageInfo),
  JAVADOC(each(PackageRules::javadoc)),
  NO_SLEEP_IN_TESTS(each(MannersRules::noSleepInTests)),
  NOTHING_DISABLED(each(MannersRules::nothingDisabled)),
  NO_NOTES(each(MannersRules::noNotes)),
  NO_STACK_TRACES(each(MannersRules::noStackTraces)),
  NO_IGNORED_CATCH(each(MannersRules::noIgnoredCatch)),
  NO_CONSOLE_IN_MAIN(each(MannersRules::noConsoleInMain)),
  NO_TABS(MannersRules::noTabs),
  LINKS(PageRules::links),
  ANCHORS(AnchorRules::anchors),
  INDEXED(PageRules::indexed),
  SNIPPETS(SnippetRules::compiled),
  ONE_TITLE(PageRules::oneTitle),
  DECIDED_VERSIONS(DecisionRules::versions);

  private final Function<Checkout, Stream<Finding>> check;

  Rule(Function<Checkout, Stream<Finding>> check) {
    this.check = check;
  }

  List<Finding> check(Checkout checkout) {
    return check.apply(checkout).toList();
  }

  private static Function<Checkout, Stream<Finding>> each(
      Function<SourceFile, Stream<Finding>> check) {
    return checkout -> checkout.sources().stream().flatMap(check);
  }
}
