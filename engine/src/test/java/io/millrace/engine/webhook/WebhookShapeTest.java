package io.millrace.engine.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Secret;
import io.millrace.model.WebhookSettings;
import io.millrace.model.command.DefineWebhookEndpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that are taken, held against who must read them later. */
class WebhookShapeTest {

  private static final String LETTERS = ":1f.";
  private static final int LENGTH_MAX = 8;

  private static boolean isTaken(String url) {
    WebhookSettings settings = new WebhookSettings(url, List.of("*"), "");
    return WebhookShape.check(new DefineWebhookEndpoint("e", settings, new Secret(new byte[32])))
        == null;
  }

  private static boolean isReadable(String url) {
    try {
      return new URI(url).getHost() != null;
    } catch (URISyntaxException _) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://[::]/",
        "http://[::1]:8080/hooks?key=1",
        "https://[1:2:3:4:5:6:7:8]",
        "https://[2001:DB8::a:0]/",
        "https://[1::]/",
        "https://[::ffff:192.0.2.1]/",
        "https://[1:2:3:4:5:6:1.2.3.4]/",
        "https://hooks.example:443/",
      })
  void shouldTakeAddresses(String url) {
    assertThat(isTaken(url)).isTrue();
    assertThat(isReadable(url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "party:depot/",
        "party:depot-2/hooks?of=corner",
        "party:depot/a..b/...x/%2e%2e%2e/.well-known?to=/../x",
      })
  void shouldTakeAPartyAndAPath(String url) {
    assertThat(isTaken(url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "party:",
        "party:depot",
        "party:/hooks",
        "party:Depot/hooks",
        "party://depot/hooks",
        "party:depot/hooks#end",
        "party:depot/a b",
        "party:depot/%zz",
        "party:depot/..",
        "party:depot/a/../b",
        "party:depot/./b",
        "party:depot/a/%2E%2e/b",
        "party:depot/a/.%2e?b",
        "party:depot/a%2f..%2Fb",
        "party:depot/a%5c..%5cb",
      })
  void shouldRefuseAPartyWithoutAPathOrAPathThatStepsUp(String url) {
    assertThat(isTaken(url)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://[::::]/",
        "http://[12]/",
        "http://[1:2]/",
        "http://[1::2::3]/",
        "http://[:1::]/",
        "http://[1:2:3:4:5:6:7:8:9]/",
        "http://[1:2:3:4::5:6:7:8]/",
        "http://[12345::]/",
        "http://[::1.2.3]/",
        "http://[::1.2.3.256]/",
        "http://[1.2.3.4::]/",
        "http://[..]/",
      })
  void shouldRefuseBracketsThatHoldNoAddress(String url) {
    assertThat(isTaken(url)).isFalse();
  }

  /** All short ones: what is taken here and cannot be read later could never be called. */
  @Test
  void shouldTakeNothingThatCannotBeRead() {
    List<String> unreadable = new ArrayList<>();
    int taken = collect(new StringBuilder(), unreadable);
    assertThat(unreadable).isEmpty();
    assertThat(taken).isGreaterThan(100);
  }

  private static int collect(StringBuilder inside, List<String> unreadable) {
    String url = "http://[" + inside + "]/";
    int taken = 0;
    if (isTaken(url)) {
      taken++;
      if (!isReadable(url)) {
        unreadable.add(url);
      }
    }
    for (int i = 0; i < LETTERS.length() && inside.length() < LENGTH_MAX; i++) {
      inside.append(LETTERS.charAt(i));
      taken += collect(inside, unreadable);
      inside.setLength(inside.length() - 1);
    }
    return taken;
  }
}
