package io.millrace.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that may be called, and those that only we can reach. */
class TargetsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "4000::1"
      })
  void shouldRefuse(String address) {
    assertThat(Targets.isPublic(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "168.63.129.15",
        "168.63.129.17",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
        "64:ff9b::101:101",
        "::ffff:1.1.1.1"
      })
  void shouldAllow(String address) {
    assertThat(Targets.isPublic(InetAddress.ofLiteral(address))).isTrue();
  }

  /** As a resolver could give it that does not turn it into IPv4. */
  @Test
  void shouldLookThroughMappedAddressesThatStayedSix() throws Exception {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff7f000001");
    assertThat(Targets.isPublic(Inet6Address.getByAddress("x", mapped, 0))).isFalse();
    mapped[12] = 1;
    assertThat(Targets.isPublic(Inet6Address.getByAddress("x", mapped, 0))).isTrue();
  }

  /** What a URL may say for loopback, once the machine has resolved it. */
  @ParameterizedTest
  @ValueSource(strings = {"127.1", "2130706433", "0", "localhost", "[::1]", "[::ffff:7f00:1]"})
  void shouldRefuseHowEverLoopbackIsSpelled(String host) throws Exception {
    for (InetAddress address : Resolver.OF_THE_MACHINE.resolve(host)) {
      assertThat(Targets.isPublic(address)).as(address.toString()).isFalse();
    }
  }
}
