package conclave.cli;

import conclave.node.process.NodeRunner;

/** Entry point of the {@code ./conclave} script. */
public final class Main {

  /** Not logback.xml: applications that embed a node bring their own. */
  private static final String NODE_LOGGING = "conclave-node-logback.xml";

  /** Standard output is for what was asked. */
  private static final String TOOL_LOGGING = "conclave-tool-logback.xml";

  private Main() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    boolean node = arguments.length > 0 && arguments[0].equals("node");
    System.getProperties()
        .putIfAbsent("logback.configurationFile", node ? NODE_LOGGING : TOOL_LOGGING);
    System.exit(Conclave.run(new NodeRunner(), arguments));
  }
}
