/**
 * Raft as pure roles: no clock, no thread, no I/O, no randomness but what is passed in.
 *
 * <pre>
 *   Message, Persisted, Propose, tick           Elected(term)            Commit(term, index)
 *          |                                         |                        |
 *          v                 StartCandidacy          |     StartLeadership    |
 *      Acceptor  ------------------------------> Candidacy    ------->   Leadership
 *   term, vote, log,                             one term's              progress of followers,
 *   commit index                                 tally                   commit rule, read index
 *          |                                         |                        |
 *          +--> Persist, Send, Apply, Reply          +--> Send                +--> Send, AskSlice
 * </pre>
 *
 * <p>The cut is the one of Paxos: the {@link conclave.raft.Acceptor} is one agent and owns every
 * promise; the proposer ({@link conclave.raft.proposer.Candidacy}, then {@link
 * conclave.raft.proposer.Leadership}) may be delayed, duplicated or killed at will, because the
 * acceptor checks the term of everything.
 */
package conclave.raft;
