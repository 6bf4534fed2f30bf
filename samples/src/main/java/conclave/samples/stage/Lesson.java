package conclave.samples.stage;

import conclave.node.CannotStart;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs the {@code main} of a lesson. */
public final class Lesson {

  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  private static volatile boolean beingEnded;

  private Lesson() {}

  /**
   * Reads the options, plays the lesson and ends the process: with 0, with 1 and a sentence where
   * it failed, or with 2 and a sentence where it was started wrongly.
   *
   * @param app a picocli command
   */
  public static void run(Callable<Integer> app, String... arguments) {
    // Not logback.xml: an application brings its own.
    System.getProperties().putIfAbsent("logback.configurationFile", "conclave-samples-logback.xml");
    System.exit(commandLine(app).execute(arguments));
  }

  private static CommandLine commandLine(Callable<Integer> app) {
    CommandLine line = new CommandLine(app);
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler((wrong, arguments) -> say(wrong.getCommandLine(), wrong));
    line.setExecutionExceptionHandler((failure, command, parsed) -> say(command, failure));
    return line;
  }

  /** From now on nothing that fails is worth a word: what is ended while it starts may fail. */
  static void isBeingEnded() {
    beingEnded = true;
  }

  private static int say(CommandLine line, Exception failure) {
    boolean wrongUse = failure instanceof ParameterException || failure instanceof CannotStart;
    String help = failure instanceof ParameterException ? " (--help tells the options)" : "";
    if (beingEnded) {
      return FAILED;
    }
    line.getErr().println("%s: %s%s".formatted(line.getCommandName(), text(failure), help));
    line.getErr().flush();
    return wrongUse ? WRONG_USE : FAILED;
  }

  private static String text(Exception failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
