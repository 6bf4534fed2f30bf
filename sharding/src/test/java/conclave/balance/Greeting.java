package conclave.balance;

import conclave.serialization.CborSerializable;

/** A user's message. */
record Greeting(String text) implements CborSerializable {}
