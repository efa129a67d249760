package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.Ticker;
import io.millrace.diana.http.Caller;
import io.millrace.diana.idempotency.AnswerStore;
import io.millrace.diana.idempotency.IdempotencyFilter;
import io.millrace.diana.idempotency.LocalAnswers;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.ServerWebExchange;

/**
 * The idempotency filter of the server that is there, where the properties ask for it: services
 * that remember by themselves want none. It needs no limits. A store or a filter of the
 * application's own takes the place of ours.
 */
@AutoConfiguration(after = DianaRedisAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "diana.idempotency.enabled")
@EnableConfigurationProperties(DianaProperties.class)
public class IdempotencyAutoConfiguration {

  /** Where no Redis is named. */
  @Bean
  @ConditionalOnMissingBean
  AnswerStore dianaLocalAnswers(DianaProperties properties) {
    return new LocalAnswers(Ticker.ofMachine(), properties.idempotency().memory().toBytes());
  }

  /** Before servlets. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Servlets {

    @Bean
    @ConditionalOnMissingBean(
        value = IdempotencyFilter.class,
        parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<IdempotencyFilter> dianaIdempotencyFilter(
        AnswerStore store,
        DianaProperties properties,
        ObjectProvider<Caller<HttpServletRequest>> caller) {
      FilterRegistrationBean<IdempotencyFilter> registration =
          new FilterRegistrationBean<>(
              new IdempotencyFilter(
                  store,
                  properties.idempotency().settings(),
                  caller.getIfAvailable(() -> DianaAutoConfiguration.Servlets::named)));
      registration.setOrder(properties.idempotency().order());
      return registration;
    }
  }

  /** Before WebFlux, and so before Spring Cloud Gateway's routes. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  static class Reactive {

    @Bean
    @ConditionalOnMissingBean
    IdempotencyWebFilter dianaIdempotencyWebFilter(
        AnswerStore store,
        DianaProperties properties,
        ObjectProvider<Caller<ServerWebExchange>> caller) {
      return new IdempotencyWebFilter(
          store,
          properties.idempotency().settings(),
          caller.getIfAvailable(Caller::unknown),
          properties.idempotency().order());
    }
  }
}
