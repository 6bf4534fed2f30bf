package conclave.cli.bench;

import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.util.Optional;

/** What the clients of a bench do: each one thing at a time, in one request or several. */
interface Work {

  /** The first request of that client's next thing. */
  Gateway.Command begin(int client);

  /** What follows from the answer to that client's request. */
  Step heard(int client, Outcome<byte[]> outcome);

  /**
   * How it goes on.
   *
   * @param next the next request; empty when the thing is over
   * @param succeeded whether it is over as it should be
   */
  record Step(Optional<Gateway.Command> next, boolean succeeded) {

    static Step over(boolean succeeded) {
      return new Step(Optional.empty(), succeeded);
    }

    static Step then(Gateway.Command next) {
      return new Step(Optional.of(next), false);
    }
  }
}
