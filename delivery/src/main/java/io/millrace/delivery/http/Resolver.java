package io.millrace.delivery.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where names are looked up; the machine's own, or a test's. */
@FunctionalInterface
public interface Resolver {

  Resolver OF_THE_MACHINE = InetAddress::getAllByName;

  InetAddress[] resolve(String host) throws UnknownHostException;
}
