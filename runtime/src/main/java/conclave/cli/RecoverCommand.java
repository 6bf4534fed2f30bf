package conclave.cli;

import conclave.journal.JournalInspector.Group;
import conclave.node.recovery.Recovery;
import conclave.node.recovery.RecoveryPlan;
import conclave.node.recovery.Survey;
import conclave.node.recovery.Survivor;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conclave recover}: goes on with what is left when a majority is lost for good. */
@Command(
    name = "recover",
    description = {
      "Goes on with what is left of a cluster whose majority is lost for good. Offline: all nodes"
          + " of these directories are stopped. Alone it shows what each directory holds and"
          + " changes nothing.",
      "With --members and --i-accept-loss the directories of those nodes become a new cluster: each"
          + " group goes on from whichever of all these directories holds most of it, tokens and"
          + " versions go on above all that were ever given, and no other directory of the old"
          + " cluster is ever let in again. Interrupted, it is run again.",
      "Exit status 0: shown, or done. 1: a disk failed. 2: nothing was done, and why."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RecoverCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "The --data-dir of every node that is left.")
  private List<Path> directories;

  @Option(
      names = "--members",
      split = ",",
      paramLabel = "NAME",
      description =
          "The nodes of the new cluster, the first five as voters; their directories are given.")
  private List<String> members = List.of();

  @Option(
      names = "--i-accept-loss",
      description = "What is shown as lost may be lost for good. Without it, only shows.")
  private boolean acceptsLoss;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Survey survey = Survey.of(directories)) {
      print(survey, out);
      return members.isEmpty() ? Conclave.OK : recover(survey, out);
    } catch (IOException e) {
      throw new CommandFailed("the recovery is not complete, run it again: " + e.getMessage(), e);
    } finally {
      out.flush();
    }
  }

  private int recover(Survey survey, PrintWriter out) throws IOException {
    RecoveryPlan plan = RecoveryPlan.of(survey, members, new SecureRandom());
    out.println(
        plan.finishes()
            ? "An interrupted recovery is finished:"
            : acceptsLoss ? "Accepted:" : "What would be done:");
    plan.chosen().forEach(chosen -> out.println("  " + goesOn(chosen)));
    plan.losses().forEach(loss -> out.println("  " + loss));
    out.flush();
    if (!acceptsLoss) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("conclave: nothing was changed; with --i-accept-loss it is done");
      err.flush();
      return Conclave.WRONG_USE;
    }
    new Recovery(plan, out::println).run();
    out.printf(
        "Recovered: cluster %s of %s. Start these nodes as before, and never one on another"
            + " directory of the old cluster; add the others on empty ones.%n",
        plan.membership().clusterId(), String.join(", ", members));
    return Conclave.OK;
  }

  private static String goesOn(Survivor chosen) {
    return "%s goes on as %s".formatted(chosen.directory().path(), chosen.name());
  }

  private static void print(Survey survey, PrintWriter out) {
    TextTable nodes = new TextTable("directory", "node", "cluster", "state");
    for (Survivor survivor : survey.survivors()) {
      nodes.row(
          survivor.directory().path().toString(),
          survivor.directory().self().toString(),
          survivor.membership().clusterId(),
          state(survivor));
    }
    nodes.print(out);
    out.println();
    TextTable groups =
        new TextTable(
            "group", "node", "last", "committed", "term", "voters", "directories missing", "");
    for (String group : survey.groups()) {
      survey.survivors().forEach(survivor -> row(groups, survey, survivor, group));
    }
    survey.lost().forEach(group -> groups.row(group, "-", "nothing", "-", "-", "-", "-", ""));
    groups.print(out);
    out.println();
  }

  private static String state(Survivor survivor) {
    if (survivor.recovery().isPresent()) {
      return "in a recovery that is not complete";
    }
    int damages = survivor.report().damage().size();
    return damages == 0 ? "whole" : "damaged in %d places".formatted(damages);
  }

  private static void row(TextTable groups, Survey survey, Survivor survivor, String name) {
    Optional<Group> known = survivor.group(name);
    if (known.isEmpty()) {
      return;
    }
    List<NodeId> missing = survey.missing(name);
    groups.row(
        name,
        survivor.name(),
        known.get().last().toString(),
        "at least to " + known.get().snapshot().last().index(),
        Long.toString(known.get().hardState().term()),
        names(survey.configuration(name).voters()),
        missing.isEmpty() ? "-" : names(missing),
        survivor == survey.most(name) ? "holds most" : "");
  }

  private static String names(List<NodeId> nodes) {
    return nodes.stream().map(NodeId::name).collect(Collectors.joining(","));
  }
}
