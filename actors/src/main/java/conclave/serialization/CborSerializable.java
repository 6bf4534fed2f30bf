package conclave.serialization;

/**
 * Marks a message that Jackson writes as CBOR: control messages of services, and users' own
 * messages that are neither many nor large. Bound in {@code reference.conf}; what is marked must be
 * a plain record. The hot path is {@link Wire} and never meets Jackson.
 */
public interface CborSerializable {}
