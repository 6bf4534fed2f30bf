package conclave.testkit.example;

import java.util.ArrayList;
import java.util.List;

/** A store of an application that refuses writers whom another one has followed. */
final class Ledger {

  private final List<String> lines = new ArrayList<>();
  private long greatest;

  /** Whether it took the line. */
  boolean append(long token, String line) {
    if (token < greatest) {
      return false;
    }
    greatest = token;
    return lines.add(line);
  }

  List<String> lines() {
    return lines;
  }
}
