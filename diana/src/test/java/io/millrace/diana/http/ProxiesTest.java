package io.millrace.diana.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.rule.AddressBlock;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxiesTest {
  private final Proxies proxies =
      new Proxies(List.of(AddressBlock.of("10.0.0.0/8"), AddressBlock.of("fd00::/8")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          192.0.2.1 | 1.2.3.4                       | 192.0.2.1
          10.0.0.1  |                               | 10.0.0.1
          10.0.0.1  | 192.0.2.7                     | 192.0.2.7
          10.0.0.1  | 1.2.3.4, 192.0.2.7            | 192.0.2.7
          10.0.0.1  | 192.0.2.7, 10.0.0.2           | 192.0.2.7
          10.0.0.1  | 192.0.2.7, fd00::2, 10.0.0.2  | 192.0.2.7
          10.0.0.1  | 10.0.0.3                      | 10.0.0.3
          10.0.0.1  | 192.0.2.7, unknown            | unknown
          10.0.0.1  | 192.0.2.7, unknown, 10.0.0.2  | unknown
          10.0.0.1  | 192.0.2.7,                    | ''
          10.0.0.1  | ,                             | ''
          10.0.0.1  | ''                            | 10.0.0.1
          10.0.0.1  | ' '                           | 10.0.0.1
          10.0.0.1  | 192.0.2.7:4711                | 192.0.2.7
          10.0.0.1  | 1.2.3.4, 192.0.2.7:1, 10.0.0.2:65535 | 192.0.2.7
          10.0.0.1  | [2001:db8::7]:443             | [2001:db8::7]
          10.0.0.1  | 192.0.2.7, [fd00::2]:443      | 192.0.2.7
          10.0.0.1  | 2001:db8::7:443               | 2001:db8::7:443
          10.0.0.1  | 192.0.2.7:http                | 192.0.2.7:http
          10.0.0.1  | 192.0.2.7:                    | 192.0.2.7:
          192.0.2.1 | unknown                       | 192.0.2.1
          """)
  void shouldTrustOnlyWhatOurProxiesWrote(String peer, String forwarded, String client) {
    assertThat(proxies.client(peer, forwarded)).isEqualTo(client);
  }
}
