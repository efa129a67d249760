package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.http.Caller;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** What an application hears at its start of rules that will never count. */
final class UnknownAccountsTest {
  private final Logger log = Logger.getLogger(UnknownAccounts.class.getName());
  private final List<String> said = new ArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  UnknownAccountsTest() {
    log.addHandler(listener);
  }

  @AfterEach
  void stopListening() {
    log.removeHandler(listener);
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Shop {
    @Bean
    Diana diana() {
      FixedWindow window = new FixedWindow(1, 1_000_000_000L);
      return new Diana(
          Policy.of(
              Rule.limit("all", Limit.of(window)),
              Rule.limit("per-account", Limit.of(window, Keys.attribute(Request.ACCOUNT)))));
    }

    /** Called as Spring Security calls its own. */
    @Bean
    Filter springSecurityFilterChain() {
      return (request, response, chain) -> chain.doFilter(request, response);
    }
  }

  /** One that knows who is there without Spring Security. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Knowing extends Shop {
    @Bean
    Caller<HttpServletRequest> caller() {
      return HttpServletRequest::getHeader;
    }
  }

  private List<String> saidBy(Class<?> shop, WebApplicationType type, String... properties) {
    said.clear();
    new Listening(shop, type, properties).close();
    return said;
  }

  @Test
  void shouldSayWhichRulesWillSkipEverybody() {
    assertThat(saidBy(Shop.class, WebApplicationType.SERVLET))
        .singleElement()
        .asString()
        .contains("[per-account]", "set diana.order to more than -100");
    assertThat(saidBy(Shop.class, WebApplicationType.REACTIVE))
        .singleElement()
        .asString()
        .contains("[per-account]", "Caller<ServerWebExchange>");
    assertThat(saidBy(Shop.class, WebApplicationType.SERVLET, "diana.order=-99")).isEmpty();
    assertThat(saidBy(Knowing.class, WebApplicationType.SERVLET)).isEmpty();
  }
}
