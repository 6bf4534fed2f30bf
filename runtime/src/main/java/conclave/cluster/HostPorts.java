package conclave.cluster;

import akka.actor.Address;

/** Addresses of ActorSystems as {@code host:port}. */
final class HostPorts {

  private HostPorts() {}

  /** Of one that has remoting. */
  static String of(Address address) {
    return address.getHost().orElseThrow() + ":" + address.getPort().orElseThrow();
  }
}
