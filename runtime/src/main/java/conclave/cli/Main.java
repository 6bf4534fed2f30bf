package conclave.cli;

import conclave.node.process.NodeRunner;

/** Entry point of the {@code ./conclave} script. */
public final class Main {

  /** Not logback.xml: applications that embed a node bring their own. */
  private static final String LOGGING = "conclave-node-logback.xml";

  private Main() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.getProperties().putIfAbsent("logback.configurationFile", LOGGING);
    System.exit(Conclave.run(new NodeRunner(), arguments));
  }
}
