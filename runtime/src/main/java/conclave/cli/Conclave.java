package conclave.cli;

import conclave.cli.bench.BenchFailed;
import conclave.cli.demo.DemoFailed;
import conclave.node.CannotStart;
import conclave.node.NodeLauncher;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the {@code conclave} command. */
@Command(
    name = "conclave",
    description = "Strongly consistent cluster services inside your own JVMs.",
    mixinStandardHelpOptions = true,
    version = "conclave 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchCommand.class,
      DemoCommand.class,
      LogCommand.class,
      NodeCommand.class,
      RecoverCommand.class,
      RehearseCommand.class,
      StatusCommand.class
    })
public final class Conclave {

  /** Everything went as asked. */
  public static final int OK = 0;

  /** The command was right, but it failed. */
  public static final int FAILED = 1;

  /** The command was used wrongly, or something in its way is the operator's to move. */
  public static final int WRONG_USE = 2;

  Conclave() {}

  /**
   * Runs one command.
   *
   * @param launcher starts nodes for {@code conclave node}
   * @return the exit status
   */
  public static int run(NodeLauncher launcher, String... arguments) {
    return commandLine(launcher).execute(arguments);
  }

  static CommandLine commandLine(NodeLauncher launcher) {
    CommandLine commandLine = new CommandLine(new Conclave(), factory(launcher));
    commandLine.setParameterExceptionHandler((wrong, arguments) -> report(wrong));
    commandLine.setExecutionExceptionHandler((failure, line, result) -> report(failure, line));
    commandLine.setUsageHelpAutoWidth(true);
    return commandLine;
  }

  private static IFactory factory(NodeLauncher launcher) {
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        if (type == NodeCommand.class) {
          return type.cast(new NodeCommand(launcher));
        }
        return type == RehearseCommand.class
            ? type.cast(new RehearseCommand(launcher))
            : CommandLine.defaultFactory().create(type);
      }
    };
  }

  private static int report(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    String what = wrong.getMessage();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      what = "unknown argument " + String.join(" ", unmatched.getUnmatched());
    }
    print(line.getErr(), "%s (see %s --help)".formatted(oneLine(what), name));
    return WRONG_USE;
  }

  private static int report(Exception failure, CommandLine line) {
    if (failure instanceof CannotStart || failure instanceof ParameterException) {
      failure.getMessage().lines().forEach(sentence -> print(line.getErr(), sentence));
      return WRONG_USE;
    }
    boolean explained =
        failure instanceof DemoFailed
            || failure instanceof BenchFailed
            || failure instanceof CommandFailed;
    print(line.getErr(), explained ? failure.getMessage() : oneLine(failure.toString()));
    return FAILED;
  }

  private static void print(PrintWriter err, String sentence) {
    err.println("conclave: " + sentence);
    err.flush();
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("unknown failure");
  }
}
