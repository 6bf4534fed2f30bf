package conclave.multijvm.samples;

import conclave.multijvm.ForkedNode;
import conclave.samples.guarded.Event.Holds;
import conclave.samples.guarded.Event.Lost;
import conclave.samples.guarded.Event.Refused;
import conclave.samples.guarded.Event.Sends;
import conclave.samples.guarded.Event.Stored;
import conclave.samples.leader.Event.Made;
import conclave.samples.routed.Event;
import conclave.samples.routed.Event.Did;
import conclave.samples.routed.Event.Done;
import conclave.samples.routed.Task;
import java.util.List;
import java.util.stream.Stream;

/**
 * An event of a lesson as it stands in the log of a node.
 *
 * @param words the kind of event, then what it is about
 */
record Happened(List<String> words) {

  /** For the log: names and numbers without spaces in them. */
  static String text(Object event) {
    if (event instanceof Holds holds) {
      return "Holds %s %d".formatted(holds.node(), holds.token());
    }
    if (event instanceof Sends sends) {
      return "Sends %s %d".formatted(sends.node(), sends.token());
    }
    if (event instanceof Stored stored) {
      return "Stored %s %d".formatted(stored.node(), stored.token());
    }
    if (event instanceof Refused refused) {
      return "Refused %s %d".formatted(refused.node(), refused.token());
    }
    if (event instanceof Lost lost) {
      return "Lost %s %d %s".formatted(lost.node(), lost.token(), lost.why().replace(' ', '-'));
    }
    if (event instanceof Made made) {
      return "Made %s %d %d".formatted(made.node(), made.epoch(), made.report());
    }
    if (event instanceof Did did) {
      return "Did %s %s".formatted(did.node(), text(did.task()));
    }
    if (event instanceof Done done) {
      return "Done %s %s".formatted(done.by(), text(done.task()));
    }
    if (event instanceof Event answered) {
      return "%s ? %s".formatted(answered.getClass().getSimpleName(), text(answered.task()));
    }
    return event.getClass().getSimpleName();
  }

  private static String text(Task task) {
    return "%s %s %s-%d-%d"
        .formatted(task.kind(), task.customer(), task.desk(), task.begun(), task.number());
  }

  /** All that happened on that node, in its order. */
  static List<Happened> on(ForkedNode node) {
    return node.log().stream()
        .filter(line -> line.contains(LessonsNode.MARK))
        .map(line -> line.substring(line.indexOf(LessonsNode.MARK) + LessonsNode.MARK.length()))
        .map(text -> new Happened(List.of(text.split(" "))))
        .toList();
  }

  /** Those of that kind, on all of these nodes. */
  static Stream<Happened> on(List<? extends ForkedNode> nodes, String kind) {
    return nodes.stream().flatMap(node -> on(node).stream()).filter(event -> event.is(kind));
  }

  boolean is(String kind) {
    return words.get(0).equals(kind);
  }

  /** Where, or by whom. */
  String node() {
    return words.get(1);
  }

  String word(int index) {
    return words.get(index);
  }

  long number(int index) {
    return Long.parseLong(words.get(index));
  }
}
