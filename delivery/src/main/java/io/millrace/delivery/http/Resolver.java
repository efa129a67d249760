package io.millrace.delivery.http;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Where names are looked up; the machine's own, or a test's. */
@FunctionalInterface
public interface Resolver {

  Resolver OF_THE_MACHINE = InetAddress::getAllByName;

  InetAddress[] resolve(String host) throws UnknownHostException;

  /** Whether it is this machine's: what listens there may trust whoever is here. */
  default boolean isOwn(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return true; // what cannot be told is not called
    }
  }
}
