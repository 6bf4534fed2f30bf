package conclave.multijvm.control;

import java.io.Serializable;

/** What goes over the control channel between the test and one node. */
sealed interface Message extends Serializable {

  /**
   * From the test: run this.
   *
   * @param id answered with
   * @param task a serialised task
   */
  record Call(long id, byte[] task) implements Message {}

  /**
   * From the node: it ran.
   *
   * @param id of the call
   * @param value serialised
   */
  record Result(long id, byte[] value) implements Message {}

  /**
   * From the node: it threw.
   *
   * @param id of the call
   * @param thrown serialised, with its stack
   */
  record Failure(long id, byte[] thrown) implements Message {}

  /** From the node: its guardian runs, and says that it is ready. */
  record Ready() implements Message {}

  /**
   * From the node: something for the timeline.
   *
   * @param what in a few words
   */
  record Note(String what) implements Message {}

  /**
   * From the node: it is at a barrier.
   *
   * @param id answered with
   * @param where the barrier, and for how long it waits
   */
  record Arrive(long id, Rendezvous where) implements Message {}

  /**
   * From the test: all are there, or not.
   *
   * @param id of the arrival
   * @param obstacle empty when all are there; otherwise a sentence
   */
  record Passed(long id, String obstacle) implements Message {}
}
