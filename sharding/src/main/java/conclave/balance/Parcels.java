package conclave.balance;

import akka.actor.typed.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import conclave.balance.route.Freight;
import scala.util.Try;

/** Users' messages to bytes and back, by the serializers that their application is set to. */
final class Parcels {

  /** It cannot travel; the message is a sentence. */
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final Serialization serialization;

  Parcels(ActorSystem<?> system) {
    this.serialization = SerializationExtension.get(system);
  }

  /** Naming the serializer and its manifest may fail as the writing may: the code is a user's. */
  Freight pack(Object message) throws UnfitException {
    Try<Freight> freight = serialization.serialize(message).map(bytes -> labelled(message, bytes));
    if (freight.isFailure()) {
      throw unfit("written", message.getClass().getName(), freight.failed().get());
    }
    return freight.get();
  }

  private Freight labelled(Object message, byte[] bytes) {
    Serializer serializer = serialization.findSerializerFor(message);
    return new Freight(
        serializer.identifier(), Serializers.manifestFor(serializer, message), bytes);
  }

  Object unpack(Freight freight) throws UnfitException {
    Try<Object> message =
        serialization.deserialize(freight.bytes(), freight.serializer(), freight.manifest());
    if (message.isFailure()) {
      throw unfit("read", freight.manifest(), message.failed().get());
    }
    return message.get();
  }

  private static UnfitException unfit(String verb, String what, Throwable why) {
    return new UnfitException("a %s cannot be %s: %s".formatted(what, verb, why), why);
  }
}
