/** One package per lesson. */
package conclave.samples;
