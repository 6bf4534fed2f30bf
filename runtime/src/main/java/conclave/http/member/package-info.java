/**
 * Who is in the cluster, over HTTP.
 *
 * <pre>
 *   POST /api/v1/raft/members {"name","address"} --> MemberEndpoints --MemberService--> control's log
 *   DELETE /api/v1/raft/members/{name}                (400 first)   &lt;--MemberOutcome--
 * </pre>
 */
package conclave.http.member;
