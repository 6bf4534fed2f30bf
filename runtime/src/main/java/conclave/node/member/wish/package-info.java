/**
 * What becomes of a wish about members, step by step. Pure: a wish is shown the register as it is
 * now, and who answers at an address, and says what is to be done next; whoever hosts it carries
 * that out and shows it the register again, until it is over or too late.
 *
 * <pre>
 *   Admission     POST    who is there? --> free: Admit --> JOINING --> MEMBER: done
 *                                      `--> a dead member's name: Dismiss --> gone --> free
 *   Dismissal     DELETE  listed? --> Dismiss --> LEAVING --> gone: done
 *                                                      `----> MEMBER again: needed
 *   Candidature   --join  free: Admit; else what it waits for, or that it never will be
 * </pre>
 */
package conclave.node.member.wish;
