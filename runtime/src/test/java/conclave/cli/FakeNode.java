package conclave.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import conclave.node.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A process that looks like a node from outside. All of them keep their maps in one folder, and the
 * lowest name whose process lives is the leader; so it shows the commands, and nothing else.
 */
public class FakeNode {

  private static final int PARTITIONS = 6;

  private final String name;
  private final Map<String, HostPort> peers = new TreeMap<>();
  private final Path shared;
  private final Fault fault;

  private enum Fault {
    NONE,
    FORGETS,
    REPEATS_TOKENS
  }

  private FakeNode(Map<String, String> options, Fault fault) throws IOException {
    this.name = options.get("--name");
    this.fault = fault;
    this.shared = Files.createDirectories(Path.of(options.get("--data-dir")).resolveSibling("all"));
    for (String peer : options.get("--peers").split(",")) {
      String[] entry = peer.split("=");
      peers.put(entry[0], HostPort.parse(entry[1]).orElseThrow());
    }
    Files.writeString(shared.resolve(name + ".pid"), Long.toString(ProcessHandle.current().pid()));
    Lifetime.haltAtEndOf(System.in);
    // Else each answer waits for the caller's delayed acknowledgement: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress("127.0.0.1", Integer.parseInt(options.get("--http-port"))), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public static void main(String[] arguments) throws IOException {
    new FakeNode(options(arguments), Fault.NONE);
  }

  static Map<String, String> options(String[] arguments) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.contains("="))
        .map(argument -> argument.split("=", 2))
        .collect(Collectors.toMap(option -> option[0], option -> option[1]));
  }

  /** Loses what the former leader acknowledged. */
  static final class Forgetful {
    public static void main(String[] arguments) throws IOException {
      new FakeNode(options(arguments), Fault.FORGETS);
    }
  }

  /** Gives a token twice. */
  static final class Repeating {
    public static void main(String[] arguments) throws IOException {
      new FakeNode(options(arguments), Fault.REPEATS_TOKENS);
    }
  }

  /** Cannot start. */
  static final class Stillborn {
    public static void main(String[] arguments) {
      System.err.println("conclave: no luck today");
      System.exit(2);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/ready")) {
      reply(exchange, 200, "ready");
    } else if (path.equals("/api/v1/nodes")) {
      reply(
          exchange,
          200,
          peers.entrySet().stream()
              .map(
                  p ->
                      """
                      {"name":"%s","address":"%s","status":"up","reachable":true,"cpu":0.25,
                      "memoryUsed":52428800,"fsyncMs":1.8}\
                      """
                          .formatted(p.getKey(), p.getValue()))
              .collect(Collectors.joining(",", "[", "]")));
    } else if (path.equals("/api/v1/raft/groups")) {
      reply(
          exchange,
          200,
          """
          [{"group":"p0","leader":"%s","term":%d,"commitIndex":7,"lastApplied":6,
          "members":[{"name":"%s","role":"follower","matchIndex":5}]}]\
          """
              .formatted(leader(), 1 + dead(), name));
    } else if (path.startsWith("/api/v1/locks")) {
      new FakeLock(shared, fault == Fault.REPEATS_TOKENS).answer(exchange);
    } else if (path.startsWith("/api/v1/ring")) {
      ring(exchange, path);
    } else {
      map(exchange, shared.resolve(path.substring(path.lastIndexOf('/') + 1)));
    }
  }

  private void map(HttpExchange exchange, Path file) throws IOException {
    if (exchange.getRequestMethod().equals("PUT")) {
      Files.write(file, exchange.getRequestBody().readAllBytes());
      reply(exchange, 200, "{\"version\":1}");
    } else if (Files.exists(file) && !(fault == Fault.FORGETS && dead() > 0)) {
      reply(exchange, 200, Files.readString(file));
    } else {
      reply(exchange, 404, "{\"error\":\"not_found\",\"message\":\"no such key\"}");
    }
  }

  /** Partitions are dealt in turn; those of the dead fall to whoever leads. */
  private void ring(HttpExchange exchange, String path) throws IOException {
    List<String> names = List.copyOf(peers.keySet());
    List<String> table = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String owner = names.get(partition % names.size());
      table.add(alive(owner) ? owner : leader());
    }
    if (path.endsWith("/owners")) {
      String key = exchange.getRequestURI().getQuery().replaceAll(".*key=", "");
      int partition = Math.floorMod(key.hashCode(), PARTITIONS);
      List<String> owners = new ArrayList<>(List.of(table.get(partition)));
      names.stream().filter(n -> alive(n) && !owners.contains(n)).forEach(owners::add);
      reply(
          exchange,
          200,
          "{\"key\":\"%s\",\"partition\":%d,\"epoch\":%d,\"owners\":%s}"
              .formatted(key, partition, 1 + dead(), quoted(owners)));
    } else {
      reply(
          exchange,
          200,
          "{\"epoch\":%d,\"partitions\":%d,\"nodes\":[],\"table\":%s}"
              .formatted(1 + dead(), PARTITIONS, quoted(table)));
    }
  }

  private static String quoted(List<String> names) {
    return names.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }

  private String leader() {
    return peers.keySet().stream().filter(this::alive).findFirst().orElseThrow();
  }

  private long dead() {
    return peers.keySet().stream().filter(peer -> !alive(peer)).count();
  }

  private boolean alive(String peer) {
    try {
      long pid = Long.parseLong(Files.readString(shared.resolve(peer + ".pid")));
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
