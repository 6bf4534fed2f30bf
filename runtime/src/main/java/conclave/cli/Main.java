package conclave.cli;

/** Entry point of the {@code ./conclave} script. */
public final class Main {

  private Main() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(
        Conclave.run(
            settings -> {
              throw new CommandFailed("replicas are not wired yet", null);
            },
            arguments));
  }
}
