package conclave.history;

import java.util.Arrays;

/**
 * Which operations an explanation has placed: one bit each, answered and optional ones apart. Short
 * to remember: answered operations are placed roughly in order, so all but a window is ones below
 * and zeros above.
 */
final class Placed {

  private final long[] answered;
  private final long[] optional;

  Placed(int answered, int optional) {
    this.answered = new long[words(answered)];
    this.optional = new long[words(optional)];
  }

  boolean hasOptional(int number) {
    return (optional[number >>> 6] & (1L << number)) != 0;
  }

  /** Adds the operation, or takes it out again. */
  void flip(boolean isOptional, int number) {
    (isOptional ? optional : answered)[number >>> 6] ^= 1L << number;
  }

  /** Equal for equal sets only: where the window starts, the window, all the optional bits. */
  long[] fingerprint() {
    int from = 0;
    while (from < answered.length && answered[from] == -1L) {
      from++;
    }
    int to = answered.length;
    while (to > from && answered[to - 1] == 0) {
      to--;
    }
    long[] print = new long[1 + (to - from) + optional.length];
    print[0] = from;
    System.arraycopy(answered, from, print, 1, to - from);
    System.arraycopy(optional, 0, print, 1 + to - from, optional.length);
    return print;
  }

  private static int words(int bits) {
    return (bits + 63) >>> 6;
  }

  /** A place the search has been at: what was placed, and the state it led to. */
  record Visit(long[] placed, Object state, int hash) {

    Visit(long[] placed, Object state) {
      this(placed, state, 31 * Arrays.hashCode(placed) + state.hashCode());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Visit that
          && hash == that.hash
          && Arrays.equals(placed, that.placed)
          && state.equals(that.state);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
