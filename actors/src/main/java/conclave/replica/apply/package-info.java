/**
 * From committed entries to answers: the actor around the machines.
 *
 * <pre>
 *   Replica --Apply, Restore, TakeSnapshot--> Applier --SnapshotMade--> Replica
 *           --Expect(first, origin, batch)-->    |  \--Wire.Results---> the origin's gateway
 *           --AnswerAt(index, Queries)------>    |   `-Queries.Answers-> the local gateway
 *           --TellApplied------------------->    |   Feed-----------> local followers, by Following
 *           --Follow, TellLeader------------>    v
 *                                  Machines, lent to the snapshot thread to save and load
 * </pre>
 */
package conclave.replica.apply;
