package conclave.history;

import java.util.List;

/**
 * How the calls and results of one kind of object are written in a line of text, as words. What is
 * written reads back equal.
 *
 * @param <C> calls
 * @param <R> results
 */
public interface Notation<C, R> {

  /** The kind of object, one word: stands in the first line of a file. */
  String name();

  /** The words of a call. */
  List<String> writeCall(C call);

  /** Takes the words of a call. */
  C readCall(Words words);

  /** The words of a result. */
  List<String> writeResult(R result);

  /** Takes the words of a result. */
  R readResult(Words words);
}
