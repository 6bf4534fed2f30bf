/**
 * Who leads a group, over HTTP.
 *
 * <pre>
 *   POST /api/v1/raft/groups/{group}/leader --> LeaderEndpoints --LeaderService--> the leader's replica
 *                            {"to":"n2"}         (400 first)   &lt;--LeaderOutcome--
 * </pre>
 */
package conclave.http.leader;
