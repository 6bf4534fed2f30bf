package conclave.machine;

/** Names of machines: short, since every command carries one; 1 to 32 of a-z, 0-9, '.' and '-'. */
final class MachineName {
  static final int MAX_LENGTH = 32;

  private MachineName() {}

  static boolean isValid(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_LENGTH
        && name.chars()
            .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.');
  }

  static String require(String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "a machine's name is 1 to "
              + MAX_LENGTH
              + " of a-z, 0-9, '.' and '-', not '"
              + name
              + "'");
    }
    return name;
  }
}
