package conclave.multijvm.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.node.HostPort;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a node: its addresses, over what the scenario says, over the application's
 * own {@code application.conf}, over defaults that suit small clusters on one machine.
 */
final class Settings {

  private static final String KIT = "the multi-JVM kit";
  private static final String SERVICES = "conclave-akka.conf";
  private static final String DEFAULTS = "conclave/multijvm/node.conf";

  private Settings() {}

  static Config of(Boot boot) {
    boolean conclave = boot.scenario().conclave();
    Map<String, Object> over = addresses(boot);
    if (conclave) {
      over.putAll(services(boot));
    }
    return ConfigFactory.load(
        ConfigFactory.parseMap(over, KIT)
            .withFallback(ConfigFactory.parseString(boot.scenario().config()))
            .withFallback(ConfigFactory.defaultApplication())
            .withFallback(conclave ? ConfigFactory.parseResources(SERVICES) : seeds(boot))
            .withFallback(ConfigFactory.parseResources(DEFAULTS)));
  }

  /** The node of Conclave in this system. Who came later can only ask to join. */
  private static Map<String, Object> services(Boot boot) {
    Boot.Self self = boot.self();
    Map<String, Object> services = new LinkedHashMap<>();
    services.put("conclave.node.name", self.name());
    services.put("conclave.node.data-dir", Path.of(self.directory(), "conclave").toString());
    if (boot.founder()) {
      services.put(
          "conclave.node.peers",
          boot.scenario().founders().entrySet().stream()
              .map(founder -> founder.getKey() + "=" + founder.getValue())
              .toList());
    } else {
      services.put("conclave.node.join", List.copyOf(boot.scenario().founders().values()));
    }
    services.put("conclave.http.enabled", true);
    services.put("conclave.http.port", self.ports().get(self.ports().size() - 1));
    return services;
  }

  private static Map<String, Object> addresses(Boot boot) {
    HostPort announced = address(boot.addresses().get(boot.self().name()));
    HostPort bound = address(boot.self().bound());
    Map<String, Object> addresses = new LinkedHashMap<>();
    addresses.put("akka.remote.artery.canonical.hostname", announced.host());
    addresses.put("akka.remote.artery.canonical.port", announced.port());
    if (!announced.equals(bound)) {
      addresses.put("akka.remote.artery.bind.hostname", bound.host());
      addresses.put("akka.remote.artery.bind.port", bound.port());
      // What stands between tells the nodes apart by where their connections come from.
      addresses.put("akka.remote.artery.advanced.tcp.outbound-client-hostname", announced.host());
    }
    return addresses;
  }

  /** Akka Cluster forms itself, unless the application says how. */
  private static Config seeds(Boot boot) {
    String system = boot.scenario().system();
    return ConfigFactory.parseMap(
        Map.of(
            "akka.cluster.seed-nodes",
            boot.addresses().values().stream()
                .map(address -> "akka://%s@%s".formatted(system, address))
                .toList()));
  }

  static HostPort address(String text) {
    return HostPort.parse(text).orElseThrow();
  }
}
