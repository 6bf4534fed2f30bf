package conclave.multijvm.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.node.HostPort;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The configuration of a node: its addresses, over what the scenario says, over the application's
 * own {@code application.conf}, over defaults that suit small clusters on one machine.
 */
final class Settings {

  private static final String DEFAULTS = "conclave/multijvm/node.conf";

  private Settings() {}

  static Config of(Boot boot) {
    Config over = ConfigFactory.parseMap(addresses(boot), "the multi-JVM kit");
    Config scenario = ConfigFactory.parseString(boot.scenario().config());
    return ConfigFactory.load(
        over.withFallback(scenario)
            .withFallback(ConfigFactory.defaultApplication())
            .withFallback(seeds(boot))
            .withFallback(ConfigFactory.parseResources(DEFAULTS)));
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

  /** Akka Cluster forms itself, unless Conclave forms it or the application says how. */
  private static Config seeds(Boot boot) {
    if (boot.scenario().conclave()) {
      return ConfigFactory.empty();
    }
    String system = boot.scenario().system();
    return ConfigFactory.parseMap(
        Map.of(
            "akka.cluster.seed-nodes",
            boot.addresses().values().stream()
                .map(address -> "akka://%s@%s".formatted(system, address))
                .collect(Collectors.toList())));
  }

  static HostPort address(String text) {
    return HostPort.parse(text).orElseThrow();
  }
}
