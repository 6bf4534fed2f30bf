package conclave.history.model;

/**
 * The number a change was given by a growing counter: known, or only known from below. Each change
 * gets a greater number than the one before, with gaps of any size, since others count as well.
 *
 * <p>One bound is enough. Let a change nobody has seen follow number 7: its number is some u of at
 * least 8. If the next change is seen to have 12, then u was one of 8 to 11 and no longer matters;
 * a next number of 8 is impossible, as u would have to fit between. If instead a read sees u, it is
 * known from then on. Two unseen changes in a row: at least 8, then at least 9.
 *
 * @param least the number, or the smallest that it can be; 0 is before the first change
 * @param known whether it is the number
 */
public record Serial(long least, boolean known) {

  /** Before any change. */
  public static final Serial NONE = new Serial(0, true);

  /** A number that was seen. */
  public static Serial of(long number) {
    return new Serial(number, true);
  }

  /** True when this may be that number. */
  public boolean mayBe(long number) {
    return known ? number == least : number >= least;
  }

  /** True when the next change may have been given that number. */
  public boolean mayPrecede(long number) {
    return number > least;
  }

  /** The number of the next change, as long as nobody has seen it. */
  public Serial unseenNext() {
    return new Serial(least + 1, false);
  }

  /** True when this may be every number that the other may be. */
  public boolean covers(Serial other) {
    return known ? equals(other) : least <= other.least;
  }

  @Override
  public String toString() {
    return known ? Long.toString(least) : least + " or more";
  }
}
