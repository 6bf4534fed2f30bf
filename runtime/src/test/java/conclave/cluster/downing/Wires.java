package conclave.cluster.downing;

import java.util.Arrays;
import java.util.List;

/** The links between the nodes of an {@link Arena}, in both directions. */
final class Wires {

  /** For so many rounds that link is cut, and since when it does not work. */
  private final int[][] cut;

  private final int[][] badFor;

  Wires(int size) {
    this.cut = new int[size][size];
    this.badFor = new int[size][size];
  }

  /** Cuts that link for at least so long. */
  void cut(Arena.Node one, Arena.Node other, int rounds) {
    if (one != other) {
      int most = Math.max(cut[one.place - 1][other.place - 1], rounds);
      cut[one.place - 1][other.place - 1] = most;
      cut[other.place - 1][one.place - 1] = most;
    }
  }

  void heal() {
    for (int[] each : cut) {
      Arrays.fill(each, 0);
    }
  }

  boolean whole(Arena.Node one, Arena.Node other) {
    return cut[one.place - 1][other.place - 1] == 0;
  }

  /** Rounds since one of the two does not hear the other; places from 0. */
  int badFor(int one, int other) {
    return badFor[one][other];
  }

  void round(List<Arena.Node> nodes) {
    for (Arena.Node one : nodes) {
      for (Arena.Node other : nodes) {
        int i = one.place - 1;
        int k = other.place - 1;
        cut[i][k] = Math.max(0, cut[i][k] - 1);
        boolean bad = !one.runs() || !other.runs() || cut[i][k] > 0;
        badFor[i][k] = bad && i != k ? badFor[i][k] + 1 : 0;
      }
    }
  }
}
