/**
 * Pages that are written by a program from what the product itself reads.
 *
 * <pre>
 *   reference.conf* --SettingsFile--> Section* of Setting* --+
 *                                                            +--> GeneratedPart of a page
 *   conclave-akka.conf --ReasonsFile--> Reason* -------------+      same? else fail,
 *                                                                   or write it with -Drewrite=true
 * </pre>
 */
package conclave.house.pages;
