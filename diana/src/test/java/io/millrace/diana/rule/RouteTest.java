package io.millrace.diana.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTest {
  @ParameterizedTest
  @CsvSource({
    "GET /v1/orders,            GET,    /v1/orders,         true",
    "GET /v1/orders,            POST,   /v1/orders,         false",
    "* /v1/orders,              DELETE, /v1/orders,         true",
    "/v1/orders,                DELETE, /v1/orders,         true",
    "GET /v1/orders,            GET,    /v1/orders/,        true",
    "GET /v1/orders,            GET,    //v1//orders,       true",
    "GET /v1/orders,            GET,    /v1/orders?a=/b,    true",
    "GET /v1/orders,            GET,    /v1/%6frders,       true",
    "GET /v1/orders,            GET,    /v1/%6Frder%73,     true",
    "GET /v1/orders,            GET,    /v1/orders/7,       false",
    "GET /v1/orders,            GET,    /v1/order,          false",
    "GET /v1/orders,            GET,    /v1,                false",
    "GET /v1/orders/{id},       GET,    /v1/orders/7,       true",
    "GET /v1/orders/{id},       GET,    /v1/orders/,        false",
    "GET /v1/{a}/x/{b},         GET,    /v1/7/x/8,          true",
    "GET /static/**,            GET,    /static/a/b/c,      true",
    "GET /static/**,            GET,    /static,            true",
    "GET /static/**,            GET,    /statics,           false",
    "GET /**,                   GET,    /,                  true",
    "GET /,                     GET,    /,                  true",
    "GET /,                     GET,    /a,                 false",
    "GET /a%b,                  GET,    /a%25b,             true",
  })
  void shouldMatchWhatServersTakeForTheSame(
      String pattern, String method, String path, boolean matches) {
    assertThat(Route.of(pattern).matches(method, path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET", "GET v1", "get /v1", "GET /a/**/b", "GET /a*", "GET /a b"})
  void shouldRefuseWhatIsNoRoute(String text) {
    assertThatThrownBy(() -> Route.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReadAsItWasWritten() {
    assertThat(Route.of("GET /v1/{a}")).hasToString("GET /v1/{a}");
  }
}
