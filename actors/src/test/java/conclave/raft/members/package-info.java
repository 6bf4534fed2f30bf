/** Which configuration may follow which, tried at random. */
package conclave.raft.members;
