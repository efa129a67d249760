package io.millrace.diana.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diana.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    "GET /v1/orders,            GET,    /v1/orders;x=1,     true",
    "GET /v1/orders,            GET,    /v1;a=b/orders;,    true",
    "GET /v1/orders,            GET,    /;x/v1/;/orders;x?y, true",
    "GET /v1/orders,            GET,    /v1/orders?x=;y,    true",
    "GET /v1/orders,            GET,    /v1/orders%3Bx=1,   false",
    "GET /v1/orders/{id},       GET,    /v1/orders/;x=1,    false",
    "GET /v1/orders/{id},       GET,    /v1/orders/7;x=1,   true",
    "GET /v1/orders,            GET,    /v1/a/../orders,    true",
    "GET /v1/orders,            GET,    /v1/./orders/.,     true",
    "GET /v1/orders,            GET,    /../v1/orders,      true",
    "GET /v1/orders,            GET,    /v1/a/%2e%2E/orders, true",
    "GET /v1/orders,            GET,    /v1/a/.%2e;x/orders, true",
    "GET /v1/orders,            GET,    /v1/a/b/../../orders, true",
    "GET /v1/orders,            GET,    /v1/orders/..,      false",
    "GET /v1/orders/{id},       GET,    /v1/orders/..,      false",
    "GET /v1/orders/{id},       GET,    /v1/orders/...,     true",
    "GET /v1/orders/{id},       GET,    /v1/orders/.7,      true",
    "GET /v1/orders,            GET,    /v1/orders?/../x,   true",
    "GET /static/**,            GET,    /static/../v1,      false",
    "GET /health,               GET,    /v1/orders/../../health, true",
    "GET /v1/orders,            HEAD,   /v1/orders,         true",
    "POST /v1/orders,           HEAD,   /v1/orders,         false",
    "HEAD /v1/orders,           HEAD,   /v1/orders,         true",
    "HEAD /v1/orders,           GET,    /v1/orders,         false",
    "GET /café,                 GET,    /caf%C3%A9,         true",
    "GET /café,                 GET,    /café,              true",
    "GET /caf%C3%A9,            GET,    /caf%c3%a9,         true",
    "GET /caf%C3%A9,            GET,    /café,              true",
    "GET /café,                 GET,    /caf%E9,            false",
    "GET /café,                 GET,    /caf%C3,            false",
    "GET /caf%C3,               GET,    /caf%C3,            true",
    "GET /单/𝄞,                 GET,    /%E5%8D%95/%F0%9D%84%9E, true",
    "GET /单/𝄞,                 GET,    /单/𝄞,              true",
    "GET /单/𝄞,                 GET,    /单/𝄟,              false",
    "GET /a%20b,                GET,    /a%20b,             true",
    "GET /a%25b,                GET,    /a%25b,             true",
    "GET /a%25b,                GET,    /a%b,               true",
    "GET /a%2Fb,                GET,    /a%2fb,             true",
    "GET /a%2Fb,                GET,    /a/b,               false",
    "GET /%7Bid%7D,             GET,    /{id},              true",
    "GET /%7Bid%7D,             GET,    /7,                 false",
    "GET /v1/orders,            GET,    /v1/%６Frders,  false",
    "GET /v1/orders%,           GET,    /v1/orders%,        true",
    "GET /v1/orders,            GET,    http://evil/v1/orders, true",
    "GET /v1/orders,            GET,    http://evil:80//v1/orders;x?y, true",
    "GET /v1/orders,            GET,    http:/v1/orders,    true",
    "GET /v1/orders,            GET,    http:///v1/orders,  true",
    "GET /v1/orders,            GET,    x:/v1/orders,       true",
    "GET /v1/orders:7,          GET,    v1/orders:7,        true",
    "GET /v1/orders,            GET,    http:v1/orders,     true",
    "GET /v1/orders,            GET,    v1/orders,          true",
    "GET /v1/orders,            GET,    http://evil,        false",
    "GET /,                     GET,    http://evil?a=/b,   true",
    "GET /,                     GET,    http://evil,        true",
    "GET /v1/orders,            GET,    /http://evil/v1/orders, false",
    "GET /v1/orders,            GET,    ?http://evil/v1/orders, false",
  })
  void shouldMatchWhatServersTakeForTheSame(
      String pattern, String method, String path, boolean matches) {
    assertThat(Route.of(pattern).matches(method, path)).isEqualTo(matches);
  }

  /** Nothing is allocated for paths as everybody writes them. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "/v1/orders?a=;/../", "//v1//%6Frders/", "/.well-known/a..b", "/a/..."})
  void shouldLeaveAUsualPathAsItIs(String path) {
    assertThat(Route.plain(path)).isSameAs(path);
  }

  /** Worked out once a request, and anew for the next. */
  @Test
  void shouldLookAtTheNextRequestsPath() {
    Scratch scratch = new Scratch();
    Condition orders = Conditions.routes(List.of(Route.of("/v1/orders")));
    scratch.begin();
    assertThat(orders.holds(path("/v1/orders;x"), scratch)).isTrue();
    scratch.begin();
    assertThat(orders.holds(path("/v1/skus"), scratch)).isFalse();
  }

  private static Request path(String path) {
    return new Request() {
      @Override
      public String method() {
        return "GET";
      }

      @Override
      public String path() {
        return path;
      }

      @Override
      public @Nullable String address() {
        return null;
      }

      @Override
      public @Nullable String header(String name) {
        return null;
      }

      @Override
      public @Nullable String attribute(String name) {
        return null;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET",
        "GET v1",
        "get /v1",
        "GET /a/**/b",
        "GET /a*",
        "GET /a b",
        "/a/../b",
        "/a;b",
        "/a?b",
        "/a-{id}",
        "/{a}{b}",
        "/a}"
      })
  void shouldRefuseWhatIsNoRoute(String text) {
    assertThatThrownBy(() -> Route.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReadAsItWasWritten() {
    assertThat(Route.of("GET /v1/{a}")).hasToString("GET /v1/{a}");
  }
}
