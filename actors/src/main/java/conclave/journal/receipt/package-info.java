/**
 * A snapshot that arrives from another node, kept aside until it is whole.
 *
 * <pre>
 *   write, write, ..   now and then: sync, then the file's name says how much of it is good
 *   crash              open: reads that much again, goes on behind it
 *   finish             its checksum and length are what was announced: renamed to a snapshot
 * </pre>
 */
package conclave.journal.receipt;
