package conclave.sim.actor;

/**
 * A message on the wire.
 *
 * @param manifest what the serializer needs to read it
 * @param bulk whether it took the lane for large messages
 */
record Parcel(byte[] bytes, String manifest, boolean bulk) {

  /** Who can be sent something. */
  interface Receiver {
    void arrived(Parcel parcel);
  }
}
