package conclave.replica.apply;

import conclave.machine.Result;
import conclave.replica.peers.Peers;
import conclave.serialization.Lanes;
import conclave.serialization.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends answers to the gateway of a client, in parts that fit a message.
 *
 * @param group the group that answers
 * @param from who asked
 * @param peers the way there; what it loses, the client asks again
 */
public record RemoteAsker(String group, Wire.Sender from, Peers peers) implements Queries.Asker {

  @Override
  public void tell(Queries.Reply reply) {
    if (reply instanceof Queries.Answers answers) {
      send(answers);
    } else {
      peers.tell(from, new Wire.AskFailed(group, reply.id()));
    }
  }

  private void send(Queries.Answers answers) {
    List<Optional<byte[]>> part = new ArrayList<>(answers.answers().size());
    int first = 0;
    long bytes = 0;
    for (Optional<Result> answer : answers.answers()) {
      Optional<byte[]> encoded = answer.map(Result::encode);
      int length = encoded.map(e -> e.length).orElse(0);
      if (bytes + length > Lanes.MAX_PAYLOAD_BYTES && !part.isEmpty()) {
        peers.tell(from, new Wire.Answers(group, answers.id(), first, part));
        first += part.size();
        part.clear();
        bytes = 0;
      }
      part.add(encoded);
      bytes += length;
    }
    peers.tell(from, new Wire.Answers(group, answers.id(), first, part));
  }
}
