package conclave.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import conclave.http.HttpSettings;
import conclave.journal.JournalSettings;
import conclave.machine.SessionLimits;
import conclave.map.table.MapLimits;
import conclave.monitor.MonitorSettings;
import conclave.node.formation.Membership;
import conclave.node.formation.Terms;
import conclave.protocol.ProtocolVersion;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a node was told; each key is explained in {@code reference.conf}, where the defaults are.
 *
 * @param name the node's name
 * @param host announced to other nodes; empty for the host of its own entry in {@code peers}
 * @param port for the traffic between nodes
 * @param dataDir where its identity and journal are
 * @param peers the initial voters; empty for a node that joins or restarts
 * @param join members of a running cluster; empty unless it joins
 * @param helloInterval time between Hellos
 * @param joinTimeout within which a node that joins must be a member
 * @param newestProtocol what it speaks at most, though the build may speak more
 * @param durability what an acknowledged write survives
 * @param newCluster whether it makes a new cluster of the one that it was in, and that lost its
 *     majority; only where no log is kept
 * @param serves whether the management API is there
 * @param http the management API, and what a user may ask to store
 * @param journal how the journal uses its disk
 * @param monitor how the nodes watch each other
 * @param said all that somebody said, without the defaults, for the sections that others read
 */
public record NodeSettings(
    String name,
    Optional<String> host,
    int port,
    Path dataDir,
    SortedMap<String, HostPort> peers,
    List<HostPort> join,
    Duration helloInterval,
    Duration joinTimeout,
    ProtocolVersion newestProtocol,
    Durability durability,
    boolean newCluster,
    boolean serves,
    HttpSettings http,
    JournalSettings journal,
    MonitorSettings monitor,
    Config said) {

  /** A frame is at most a quarter of a segment, and must hold the largest message. */
  private static final int MIN_SEGMENT = 4 * (2 << 20);

  private static final int MAX_SEGMENT = 1 << 30;
  private static final int SEGMENT_STEP = 4 << 10;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");
  private static final Pattern HOST_OR_NONE = Pattern.compile("[A-Za-z0-9._:%-]*");
  private static final String HOST_RULE = "must be a host name or IP address";
  private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);
  private static final String NAME_RULE =
      "must be a letter or digit, then up to 62 letters, digits, dots, dashes or underscores";

  /** Akka takes these for settings, but they may be meant for somebody else. */
  private static final String OF_THE_JVM = "system properties";

  /** What an acknowledged write survives. */
  public enum Durability {
    /** The loss of power on every node. */
    FSYNC,
    /** The death of a minority of nodes. */
    MEMORY
  }

  public NodeSettings {
    peers = new TreeMap<>(peers);
    join = List.copyOf(join);
  }

  /** What {@code conclave node} has by default, beside what the reference says. */
  private static final Config OF_THE_COMMAND =
      ConfigFactory.parseMap(Map.of("conclave.http.enabled", true), "conclave node");

  /**
   * Of {@code conclave node}: puts options over an optional file over the defaults.
   *
   * @param options key paths below {@code conclave} with what the command line said
   * @throws CannotStart listing every wrong value, with its key, origin and rule
   */
  public static NodeSettings load(Map<String, Object> options, Optional<Path> file) {
    Config given = ConfigFactory.parseMap(options, "command line").atPath("conclave");
    Config user = file.map(NodeSettings::parse).orElse(ConfigFactory.empty());
    try {
      Config defaults = ConfigFactory.defaultReference();
      Config said = given.withFallback(user).withFallback(OF_THE_COMMAND);
      SettingsReader reader = new SettingsReader(said.withFallback(defaults).resolve());
      NodeSettings settings = read(reader, said);
      return settings.unlessWrong(reader, unknownKeys(user, defaults));
    } catch (ConfigException e) {
      throw new CannotStart(unreadable(e), e);
    }
  }

  /**
   * Of a node within an ActorSystem.
   *
   * @param all the system's configuration
   * @param own the system's address, which is the node's; empty where it has none
   * @param alsoWrong what is wrong beside these settings, to be told with them
   * @throws CannotStart listing all of it, the settings with key, origin and rule
   */
  public static NodeSettings of(Config all, Optional<HostPort> own, List<String> alsoWrong) {
    try {
      return within(all, own, alsoWrong);
    } catch (ConfigException e) {
      List<String> lines = new ArrayList<>(List.of(unreadable(e)));
      lines.addAll(alsoWrong);
      throw new CannotStart(String.join("\n", lines), e);
    }
  }

  private static NodeSettings within(Config all, Optional<HostPort> own, List<String> alsoWrong) {
    Config defaults = ConfigFactory.defaultReference();
    SettingsReader reader = new SettingsReader(all);
    NodeSettings settings = read(reader, all);
    own.ifPresent(address -> requireAgreement(reader, defaults, address));
    List<String> others = new ArrayList<>(unknownKeys(all, defaults));
    others.addAll(alsoWrong);
    return settings.unlessWrong(reader, others);
  }

  /** A section that is none, or null: the other values cannot be told then. */
  private static String unreadable(ConfigException e) {
    return "cannot read the configuration: " + e.getMessage();
  }

  /** Akka listens already: whoever says another address says it in the wrong place. */
  private static void requireAgreement(SettingsReader reader, Config defaults, HostPort own) {
    reader.requireAgreement(defaults, "conclave.node.host", own.host(), "hostname");
    reader.requireAgreement(defaults, "conclave.node.port", Integer.toString(own.port()), "port");
  }

  /** Whether the node keeps no log on disk, and has forgotten everything when it starts again. */
  public boolean forgets() {
    return durability == Durability.MEMORY;
  }

  /** What the other nodes must agree with. */
  public Terms terms() {
    return new Terms(
        ProtocolVersion.OLDEST.number(),
        newestProtocol.number(),
        new TreeMap<>(
            Map.of(
                "conclave.durability", durability.name(),
                "conclave.journal.segment-bytes", Integer.toString(journal.segmentBytes()),
                "limits of sessions", SessionLimits.STANDARD.toString(),
                "limits of maps", MapLimits.STANDARD.toString(),
                "conclave.limits.value", Integer.toString(http.limits().valueBytes()),
                "conclave.limits.key", Integer.toString(http.limits().keyBytes()))));
  }

  /**
   * Where the other nodes reach this one.
   *
   * @param membership what its data directory knows; used when nothing was said
   * @throws CannotStart when nobody said which host
   */
  public HostPort address(Optional<Membership> membership) {
    Optional<HostPort> known =
        membership.flatMap(m -> m.named(name)).flatMap(m -> HostPort.parse(m.address()));
    String announced =
        host.or(() -> Optional.ofNullable(peers.get(name)).map(HostPort::host))
            .or(() -> known.map(HostPort::host))
            .or(this::ownMachine)
            .orElseThrow(
                () ->
                    new CannotStart(
                        "node %s has no address: give --host, where the members reach it, or --peers with an entry for it"
                            .formatted(name)));
    return new HostPort(announced, port);
  }

  /** Whoever joins a cluster on the loopback interface is reached there, and nowhere else. */
  private Optional<String> ownMachine() {
    return join.stream()
        .map(HostPort::host)
        .filter(contact -> contact.matches("127\\..*|::1|localhost"))
        .findFirst();
  }

  /** How many Hellos a node that joins says before it gives up. */
  public int joinPatience() {
    return (int) Math.max(1, joinTimeout.toNanos() / helloInterval.toNanos());
  }

  private static Config parse(Path file) {
    if (!Files.isReadable(file)) {
      throw new CannotStart("cannot read the configuration file " + file);
    }
    try {
      return ConfigFactory.parseFile(file.toFile());
    } catch (ConfigException e) {
      throw new CannotStart("the configuration file %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * The settings of a monitor alone, for a node within another process.
   *
   * @throws CannotStart with everything that is wrong
   */
  public static MonitorSettings monitor(Config all) {
    SettingsReader reader = new SettingsReader(all);
    MonitorSettings settings = new MonitorReader(reader).read();
    if (!reader.errors().isEmpty()) {
      throw new CannotStart(String.join("\n", reader.errors()));
    }
    return settings;
  }

  private static NodeSettings read(SettingsReader reader, Config said) {
    Durability durability = reader.choice("conclave.durability", Durability.class);
    NodeSettings settings =
        new NodeSettings(
            reader.text("conclave.node.name", NAME, NAME_RULE),
            optionalHost(reader),
            reader.integer("conclave.node.port", 1, 65535),
            dataDir(reader),
            peers(reader),
            join(reader),
            reader.duration(
                "conclave.node.hello-interval", Duration.ofMillis(10), Duration.ofMinutes(1)),
            reader.duration("conclave.node.join-timeout", SHORTEST, LONGEST),
            new ProtocolVersion(
                reader.integer(
                    "conclave.node.newest-protocol",
                    ProtocolVersion.OLDEST.number(),
                    ProtocolVersion.NEWEST.number())),
            durability,
            reader.flag("conclave.node.new-cluster"),
            reader.flag("conclave.http.enabled"),
            http(reader),
            journal(reader, durability),
            new MonitorReader(reader).read(),
            said);
    settings.crossCheck(reader);
    return settings;
  }

  private NodeSettings unlessWrong(SettingsReader reader, List<String> others) {
    List<String> errors = new ArrayList<>(reader.errors());
    errors.addAll(others);
    if (!errors.isEmpty()) {
      throw new CannotStart(String.join("\n", errors));
    }
    return this;
  }

  private void crossCheck(SettingsReader reader) {
    if (!peers.isEmpty() && !join.isEmpty()) {
      reader.wrong("conclave.node.join", "must be empty when there are peers");
    }
    if (!peers.isEmpty() && !peers.containsKey(name)) {
      reader.wrong("conclave.node.peers", "must have an entry for this node, " + name);
    }
    if (peers.values().stream().distinct().count() != peers.size()) {
      reader.wrong("conclave.node.peers", "must not give one address twice");
    }
    if (newCluster && !forgets()) {
      reader.wrong(
          "conclave.node.new-cluster",
          "is for conclave.durability = memory; a majority of directories that is lost is recovered"
              + " by: conclave recover DIR...");
    }
    if (http.deadlines().shortest().compareTo(http.deadlines().longest()) > 0) {
      reader.wrong("conclave.http.max-deadline", "must not be below min-deadline");
    }
  }

  private static Optional<String> optionalHost(SettingsReader reader) {
    String host = reader.text("conclave.node.host", HOST_OR_NONE, HOST_RULE);
    return host.isEmpty() ? Optional.empty() : Optional.of(host);
  }

  private static Path dataDir(SettingsReader reader) {
    String text = reader.text("conclave.node.data-dir", ANY, "must be a path");
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
      reader.wrong("conclave.node.data-dir", "must be the path of a directory");
    } catch (InvalidPathException e) { // with LC_ALL=C, that is each letter beyond ASCII
      reader.wrong("conclave.node.data-dir", "must be the path of a directory: " + e.getReason());
    }
    return Path.of(".");
  }

  private static SortedMap<String, HostPort> peers(SettingsReader reader) {
    SortedMap<String, HostPort> peers = new TreeMap<>();
    for (String entry : reader.texts("conclave.node.peers")) {
      int equals = entry.indexOf('=');
      String name = entry.substring(0, Math.max(equals, 0));
      Optional<HostPort> address = HostPort.parse(entry.substring(equals + 1));
      if (!NAME.matcher(name).matches() || address.isEmpty()) {
        reader.wrong(
            "conclave.node.peers",
            "entry %s must be NAME=HOST:PORT with a port from 1 to 65535".formatted(entry));
      } else if (peers.put(name, address.get()) != null) {
        reader.wrong("conclave.node.peers", "must not name %s twice".formatted(name));
      }
    }
    return peers;
  }

  private static List<HostPort> join(SettingsReader reader) {
    List<HostPort> contacts = new ArrayList<>();
    for (String entry : reader.texts("conclave.node.join")) {
      HostPort.parse(entry)
          .ifPresentOrElse(
              contacts::add, () -> reader.wrong("conclave.node.join", entry + " " + HostPort.RULE));
    }
    return contacts;
  }

  private static HttpSettings http(SettingsReader reader) {
    return new HttpSettings(
        reader.text("conclave.http.host", HOST, HOST_RULE),
        reader.integer("conclave.http.port", 1, 65535),
        new HttpSettings.Deadlines(
            reader.duration("conclave.http.deadline", SHORTEST, LONGEST),
            reader.duration("conclave.http.min-deadline", SHORTEST, LONGEST),
            reader.duration("conclave.http.max-deadline", SHORTEST, LONGEST),
            reader.duration("conclave.http.receive-timeout", SHORTEST, LONGEST)),
        new HttpSettings.Limits(
            reader.bytes("conclave.limits.value", 1, 64 << 20),
            reader.bytes("conclave.limits.key", 1, 4 << 10),
            reader.bytes("conclave.http.max-head", 1024, 1 << 20),
            reader.integer("conclave.http.max-connections", 1, 1_000_000)));
  }

  /** In memory, segments are as scarce as memory is. */
  private static JournalSettings journal(SettingsReader reader, Durability durability) {
    int segment =
        reader.bytes("conclave.journal.segment-bytes", MIN_SEGMENT, MAX_SEGMENT, SEGMENT_STEP);
    int buffer = reader.bytes("conclave.journal.buffer-bytes", 4 << 10, 64 << 20);
    int pinned = reader.integer("conclave.journal.pinned-segments", 1, 10_000);
    String bound =
        durability == Durability.MEMORY
            ? "conclave.journal.memory-segments"
            : "conclave.journal.max-segments";
    int most = reader.integer(bound, 4, 100_000);
    if (most < pinned + 2) {
      reader.wrong(
          bound,
          most + " must be at least 2 more than conclave.journal.pinned-segments, " + pinned);
      return new JournalSettings(segment, buffer);
    }
    return new JournalSettings(segment, buffer, pinned, most);
  }

  private static List<String> unknownKeys(Config user, Config defaults) {
    if (!user.hasPath("conclave")) {
      return List.of();
    }
    return user.getConfig("conclave").entrySet().stream()
        .filter(entry -> !defaults.hasPathOrNull("conclave." + entry.getKey()))
        .filter(entry -> !entry.getValue().origin().description().equals(OF_THE_JVM))
        .map(
            entry ->
                "conclave.%s = %s (%s): there is no such key"
                    .formatted(
                        entry.getKey(),
                        entry.getValue().render(ConfigRenderOptions.concise()),
                        entry.getValue().origin().description()))
        .sorted()
        .toList();
  }
}
