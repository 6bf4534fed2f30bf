/**
 * The ring over HTTP, as the node that is asked knows it.
 *
 * <pre>
 *   GET /api/v1/ring, owners?key=K&amp;n=3 --> RingEndpoints --RingService--> the table in memory
 *                                         (400 first)   &lt;--RingOutcome--
 * </pre>
 */
package conclave.http.ring;
