package conclave.multijvm.process;

import conclave.history.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which configuration of Logback the nodes have: the application's, as its tests would find it, or
 * the kit's. Chosen here and told to the nodes, since the order of their class path is another one.
 */
public final class NodeLog {

  private static final String PROPERTY = "logback.configurationFile";
  private static final List<String> NAMES = List.of("logback-test.xml", "logback.xml");
  private static final String OF_THE_KIT = "conclave/multijvm/node-logback.xml";

  /** Where there is one for tests of Conclave itself: beside its classes, in its own build. */
  private static final List<String> OURS =
      Stream.of(History.class, NodeLog.class)
          .map(type -> type.getProtectionDomain().getCodeSource().getLocation().toString())
          .map(place -> place.replaceFirst("/target/classes/$", "/target/test-classes/"))
          .toList();

  private NodeLog() {}

  /** A flag for the JVM. */
  public static String flag() {
    return flag(System.getProperty(PROPERTY, chosen(NodeLog.class.getClassLoader())));
  }

  /** The one that is always there. */
  static String flagOfTheKit() {
    return flag(OF_THE_KIT);
  }

  static String chosen(ClassLoader classes) {
    try {
      for (String name : NAMES) {
        for (URL found : Collections.list(classes.getResources(name))) {
          if (OURS.stream().noneMatch(found.toString()::contains)) {
            return found.toString();
          }
        }
      }
      return OF_THE_KIT;
    } catch (IOException e) {
      throw new UncheckedIOException("looking for the configuration of Logback", e);
    }
  }

  private static String flag(String value) {
    return "-D" + PROPERTY + "=" + value;
  }
}
