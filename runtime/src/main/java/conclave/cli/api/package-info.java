/** A small blocking client of the HTTP API, for commands that run outside of any node. */
package conclave.cli.api;
