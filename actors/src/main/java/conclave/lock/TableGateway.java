package conclave.lock;

import akka.actor.typed.ActorRef;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockTable;
import conclave.machine.keys.IdempotencyKey;
import conclave.replica.gateway.Gateway;
import java.time.Duration;
import java.util.Optional;

/**
 * The way to the table of locks: all commands and questions of this package leave from here.
 *
 * @param gateway to the group that holds the locks
 */
record TableGateway(ActorRef<Gateway.Command> gateway) {

  void execute(LockCommand command, Duration within, Gateway.Reply reply) {
    execute(command, Optional.empty(), within, reply);
  }

  /** Once among all commands under the key, if there is one. */
  void execute(
      LockCommand command, Optional<IdempotencyKey> key, Duration within, Gateway.Reply reply) {
    gateway.tell(
        new Gateway.Execute(LockTable.NAME, command.encode(), within, Optional.empty(), reply)
            .under(key));
  }

  /** The answer reflects everything that was answered before. */
  void ask(LockQuery query, Duration within, Gateway.Reply reply) {
    gateway.tell(new Gateway.Ask(LockTable.NAME, query.encode(), true, within, reply));
  }
}
