/**
 * One test for each rule of the Raft paper (figure 2 and sections 5.1 to 5.4), of the chapters of
 * Ongaro's dissertation that are used, and of the laws that this implementation adds. The classes
 * follow the sections; a test's name is the rule.
 */
package conclave.raft.paper;
