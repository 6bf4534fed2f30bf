package conclave.raft.script;

import conclave.raft.Message;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Nodes, the messages between them, and one clock; everything in the order of the script. */
final class Cluster {

  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Deque<Message>> links = new LinkedHashMap<>();
  private final Set<String> cut = new TreeSet<>();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<String> output = new ArrayList<>();
  private long now;

  /** Runs one command; returns what came of it. */
  List<String> run(String command) {
    List<String> words = List.of(command.trim().split("\\s+"));
    List<String> rest = words.subList(1, words.size());
    switch (words.get(0)) {
      case "cluster" -> create(rest);
      case "spare" -> spare(rest.get(0));
      case "add" -> node(rest).change(new Change.Add(node(rest.subList(1, 2)).id));
      case "remove" -> node(rest).change(new Change.RemoveNamed(rest.get(1)));
      case "timeout" -> node(rest).timeOut();
      case "heartbeat" -> node(rest).heartbeat();
      case "persist" -> node(rest).sync();
      case "deliver" -> deliver(String.join(" ", rest));
      case "drop" -> drop(String.join(" ", rest));
      case "propose" -> node(rest).propose(rest.subList(1, rest.size()));
      case "handover" -> node(rest).handOver(rest.stream().skip(1).findFirst());
      case "audit" -> node(rest).audit();
      case "wrong" -> node(rest).goWrong();
      case "read" -> node(rest).read(Long.parseLong(rest.get(1)));
      case "snapshot" -> node(rest).snapshot();
      case "crash" -> crash(node(rest));
      case "rounds" -> rounds(node(rest), Integer.parseInt(rest.get(1)));
      case "damage" -> node(rest).disk.damage();
      case "restart" -> node(rest).start();
      case "cut" -> cut.addAll(rest);
      case "join" -> cut.removeAll(rest);
      case "settle" -> settle(false);
      case "skip" -> settle(true);
      case "show" -> nodes.values().forEach(node -> say(node.id, node.state()));
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    drain();
    List<String> lines = List.copyOf(output);
    output.clear();
    return lines;
  }

  private void create(List<String> names) {
    NodeId[] ids = names.stream().map(name -> new NodeId(name, 1)).toArray(NodeId[]::new);
    for (NodeId id : ids) {
      nodes.put(id.name(), new Node(id, Configuration.of(ids), this));
    }
    nodes.values().forEach(Node::start);
  }

  /** One more node, which nobody told who is in a cluster. */
  private void spare(String name) {
    Node node = new Node(new NodeId(name, 1), Configuration.EMPTY, this);
    nodes.put(name, node);
    node.start();
  }

  private Node node(List<String> words) {
    Node node = words.isEmpty() ? null : nodes.get(words.get(0));
    if (node == null) {
      throw new IllegalArgumentException(
          "no such node: " + words + ", there are " + nodes.keySet());
    }
    return node;
  }

  private void crash(Node node) {
    node.crash();
    String name = node.id.name();
    links.keySet().removeIf(link -> link.startsWith(name + " ") || link.endsWith(" " + name));
  }

  /** All that is on the link now, and not what that brings about. */
  private boolean deliver(String link) {
    Deque<Message> queue = links.remove(link);
    if (queue == null) {
      return false;
    }
    String[] ends = link.split(" -> ");
    for (Message message : queue) {
      nodes.get(ends[1]).receive(nodes.get(ends[0]).id, message);
      drain();
    }
    return true;
  }

  private void drop(String link) {
    Deque<Message> queue = links.remove(link);
    int lost = queue == null ? 0 : queue.size();
    output.add("  " + link + "  lost " + lost);
  }

  /** So many heartbeats with all that they bring about, without a word. */
  private void rounds(Node leader, int times) {
    for (int i = 0; i < times; i++) {
      leader.heartbeat();
      drain();
      settle(true);
    }
    output.clear();
  }

  /** Disks and links work until nothing is left to do; where skipped, without a word. */
  private void settle(boolean silently) {
    int before = output.size();
    boolean busy = true;
    while (busy) {
      busy = false;
      for (Node node : nodes.values()) {
        if (node.isUp() && !node.disk.isIdle()) {
          node.sync();
          drain();
          busy = true;
        }
      }
      for (String link : new TreeSet<>(links.keySet())) {
        busy |= deliver(link);
      }
    }
    if (silently) {
      output.subList(before, output.size()).clear();
    }
  }

  private void drain() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }

  // What nodes use.

  long now() {
    return now;
  }

  void passTo(long nanos) {
    now = Math.max(now, nanos);
  }

  void later(Runnable step) {
    later.add(step);
  }

  void say(NodeId node, String line) {
    output.add("  " + Text.of(node) + "  " + line);
  }

  void send(NodeId from, NodeId to, Message message) {
    String link = Text.of(from) + " -> " + Text.of(to);
    boolean lost =
        cut.contains(from.name()) || cut.contains(to.name()) || !nodes.get(to.name()).isUp();
    output.add("  " + link + "  " + Text.of(message) + (lost ? "  (lost)" : ""));
    if (!lost) {
      links.computeIfAbsent(link, name -> new ArrayDeque<>()).add(message);
    }
  }
}
