package conclave.house.tidy;

/**
 * What a rule objects to.
 *
 * @param where file, and line where there is one
 * @param what the violation, with the offending value
 * @param cure what to do about it
 */
record Finding(String where, String what, String cure) {

  @Override
  public String toString() {
    return where + ": " + what + ". Cure: " + cure + ".";
  }
}
