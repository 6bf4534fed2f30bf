package conclave.lock;

import akka.actor.typed.ActorRef;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockTable;
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
    gateway.tell(
        new Gateway.Execute(LockTable.NAME, command.encode(), within, Optional.empty(), reply));
  }

  /** The answer reflects everything that was answered before. */
  void ask(LockQuery query, Duration within, Gateway.Reply reply) {
    gateway.tell(new Gateway.Ask(LockTable.NAME, query.encode(), true, within, reply));
  }
}
