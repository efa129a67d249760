package io.millrace.diana.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
  private final Address address = new Address();

  @Test
  void shouldReadWhatTheJdkReads() throws UnknownHostException {
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = random.nextInt(3) == 0 ? bytes[at] : 0;
      }
      String text = InetAddress.getByAddress(bytes).getHostAddress();
      assertThat(address.parse(random.nextBoolean() ? text : shortened(text))).as(text).isTrue();
      ByteBuffer same = ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low());
      assertThat(InetAddress.getByAddress(same.array())).isEqualTo(InetAddress.getByName(text));
    }
  }

  /** The first run of zeros as two colons. */
  private static String shortened(String text) {
    return text.contains(":") ? text.replaceFirst("(^|:)0(:0)+(:|$)", "::") : text;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"::", "::1", "1::", "[::1]", "fe80::1%eth0", "::ffff:1.2.3.4", "64:ff9b::1.2.3.4"})
  void shouldReadEveryForm(String text) {
    assertThat(address.parse(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "a.b.c.d",
        "1::2::3",
        ":1",
        "1:",
        "12345::",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7",
        "localhost",
        "1:2:3:4:5:6:7:8::",
        "::1.2.3",
        "1.2.3.4:80",
        ":::"
      })
  void shouldRefuseWhatIsNone(String text) {
    assertThat(address.parse(text)).isFalse();
  }

  @Test
  void shouldKnowWhatABlockHolds() {
    AddressBlock block = AddressBlock.of("10.1.0.0/16");
    assertThat(block).hasToString("10.1.0.0/16");
    assertThat(address.parse("10.1.2.3") && block.contains(address)).isTrue();
    assertThat(address.parse("::ffff:10.1.2.3") && block.contains(address)).isTrue();
    assertThat(address.parse("10.2.2.3") && block.contains(address)).isFalse();
    AddressBlock six = AddressBlock.of("2001:db8:0:8000::/49");
    assertThat(address.parse("2001:db8:0:8001::5") && six.contains(address)).isTrue();
    assertThat(address.parse("2001:db8:0:7fff::5") && six.contains(address)).isFalse();
    assertThat(address.parse("1.2.3.4") && AddressBlock.of("::/0").contains(address)).isTrue();
  }

  @Test
  void shouldRefuseBlocksThatSayTwoThings() {
    assertThatThrownBy(() -> AddressBlock.of("10.1.2.3/16")).hasMessageContaining("behind");
    assertThatThrownBy(() -> AddressBlock.of("10.0.0.0/33")).hasMessageContaining("0 to 32");
    assertThatThrownBy(() -> AddressBlock.of("ten/8")).hasMessageContaining("no address");
  }
}
