package conclave.node.speech;

/**
 * What a node speaks.
 *
 * @param promised the least protocol version that it ever speaks again
 * @param newest the latest that it speaks
 */
public record Spoken(int promised, int newest) {}
