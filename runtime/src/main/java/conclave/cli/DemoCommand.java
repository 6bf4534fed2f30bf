package conclave.cli;

import conclave.cli.demo.ChildJvm;
import conclave.cli.demo.Demo;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conclave demo}: the whole product on one machine. */
@Command(
    name = "demo",
    description =
        "Starts a cluster on this machine, kills its leader and shows that nothing is lost.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {

  private static final int MOST_NODES = 9;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many nodes, 1 to 9 (3).")
  private int nodes;

  @Option(names = "--keep", description = "Stays up afterwards, until Ctrl-C.")
  private boolean keep;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new ParameterException(
          spec.commandLine(), "--nodes %d must be 1 to %d".formatted(nodes, MOST_NODES));
    }
    ChildJvm jvm = ChildJvm.likeThis(Main.class.getName());
    new Demo(jvm, spec.commandLine().getOut(), InstantSource.system()).run(nodes, keep);
    return Conclave.OK;
  }
}
