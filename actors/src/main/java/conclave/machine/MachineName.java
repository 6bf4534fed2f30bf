package conclave.machine;

/** Names of machines: short, since every command carries one; 1 to 32 of a-z, 0-9, '.' and '-'. */
final class MachineName {
  static final int MAX_LENGTH = 32;

  private MachineName() {}

  /** Asked for every command, twice: no stream. */
  static boolean isValid(String name) {
    boolean valid = !name.isEmpty() && name.length() <= MAX_LENGTH;
    for (int i = 0; valid && i < name.length(); i++) {
      char c = name.charAt(i);
      valid = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.';
    }
    return valid;
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
