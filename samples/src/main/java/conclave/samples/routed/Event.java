package conclave.samples.routed;

/** What happens in this lesson. */
public sealed interface Event {

  /** What it is about. */
  Task task();

  /** A clerk did it. */
  record Did(String node, Task task) implements Event {
    @Override
    public String toString() {
      return "%s does: %s".formatted(node, task);
    }
  }

  /** The desk knows that it was done, and by whom. */
  record Done(Task task, String by) implements Event {
    @Override
    public String toString() {
      return "  done by %s: %s".formatted(by, task);
    }
  }

  /** The desk knows that it was not done, and will not be. */
  record NotDone(Task task, String why) implements Event {
    @Override
    public String toString() {
      return "  NOT done: %s, %s".formatted(task, why);
    }
  }

  /** The desk does not know, and does not ask again. */
  record Unknown(Task task, String why) implements Event {
    @Override
    public String toString() {
      return "  NOBODY KNOWS: %s, %s".formatted(task, why);
    }
  }
}
