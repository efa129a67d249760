package io.millrace.delivery.signed;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signatures as the library makes them with which receivers verify. */
class SignatureTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static byte[] key() {
    return Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
  }

  @Test
  void shouldSignAsTheOfficialLibraryDoes() throws Exception {
    for (String body : List.of("{\"test\": 2432232314}", "{}", "{\"name\":\"日本🚀\"}")) {
      assertThat(Signature.of(List.of(key()), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, body))
          .isEqualTo(
              new Webhook(SECRET).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, body));
    }
  }

  /** The example that implementations are published with. */
  @Test
  void shouldSignTheKnownExample() {
    assertThat(
            Signature.of(
                List.of(key()),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330L,
                "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }
}
