/** Scenarios over several JVMs. */
package conclave.multijvm;
