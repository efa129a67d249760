package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Ticker;
import io.millrace.diana.config.HttpPolicy;
import io.millrace.diana.config.RemotePolicy;
import io.millrace.diana.http.Caller;
import io.millrace.diana.http.DianaServletFilter;
import io.millrace.diana.http.Hold;
import io.millrace.diana.http.Proxies;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.shared.SharedCounts;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.server.ServerWebExchange;

/**
 * A limiter with the policy that the properties name, and a filter for the server that is there. An
 * application that has a {@link Diana} of its own keeps it; one that knows more about its callers
 * than their names has a {@link Caller} of its own; a {@link RemotePolicy} of its own takes the
 * place of the URL.
 */
@AutoConfiguration(after = DianaRedisAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "diana.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DianaProperties.class)
public class DianaAutoConfiguration {

  /** What stands in for a limiter of the application's own. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(Diana.class)
  static class Limiter {

    /** Never lazy: an application without a policy does not start. */
    @Bean
    @Lazy(false)
    FollowedPolicy dianaPolicy(
        ObjectProvider<SharedCounts> counts,
        DianaProperties properties,
        ObjectProvider<RemotePolicy> remote) {
      Policy nothing = new Policy(List.of());
      SharedCounts shared = counts.getIfAvailable();
      return new FollowedPolicy(
          shared == null ? new Diana(nothing) : new Diana(nothing, Ticker.ofMachine(), shared),
          remote.getIfAvailable(() -> http(properties.remote())),
          path(properties.remote().copy()),
          path(properties.file()),
          properties.pause());
    }

    /** Comes with its policy, so no filter can pass a request before it is there. */
    @Bean
    Diana diana(FollowedPolicy policy) {
      return policy.diana();
    }

    /** Spring itself would look for it on the class path, and knows no way up. */
    private static @Nullable Path path(@Nullable String file) {
      return file == null ? null : Path.of(file);
    }

    private static @Nullable RemotePolicy http(DianaProperties.Remote remote) {
      URI url = remote.url();
      return url == null ? null : new HttpPolicy(url, remote.longPoll());
    }
  }

  /** Before servlets. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Servlets {

    @Bean
    FilterRegistrationBean<DianaServletFilter> dianaServletFilter(
        Diana diana,
        DianaProperties properties,
        ObjectProvider<Caller<HttpServletRequest>> caller,
        ListableBeanFactory beans,
        @Value("${spring.security.filter.order:-100}") int securityOrder) {
      if (caller.getIfAvailable() == null
          && properties.order() <= securityOrder
          && beans.containsBean("springSecurityFilterChain")) {
        UnknownAccounts.warn(
            diana.policy(),
            "Spring Security finds out behind the filter who is there: set diana.order to more"
                + " than "
                + securityOrder);
      }
      DianaServletFilter filter =
          new DianaServletFilter(
              diana,
              caller.getIfAvailable(() -> Servlets::named),
              new Proxies(properties.proxies()),
              Hold.parking());
      FilterRegistrationBean<DianaServletFilter> registration =
          new FilterRegistrationBean<>(filter);
      registration.setOrder(properties.order());
      return registration;
    }

    /** What every application knows of a caller who has authenticated. */
    static @Nullable String named(HttpServletRequest request, String attribute) {
      return attribute.equals(Request.ACCOUNT) ? request.getRemoteUser() : null;
    }
  }

  /** Before WebFlux, and so before Spring Cloud Gateway's routes. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  static class Reactive {

    @Bean
    DianaWebFilter dianaWebFilter(
        Diana diana,
        DianaProperties properties,
        ObjectProvider<Caller<ServerWebExchange>> caller,
        ObjectProvider<SharedCounts> counts) {
      if (caller.getIfAvailable() == null) {
        UnknownAccounts.warn(
            diana.policy(), "A bean Caller<ServerWebExchange> can say who is there; there is none");
      }
      return new DianaWebFilter(
          diana,
          caller.getIfAvailable(Caller::unknown),
          new Proxies(properties.proxies()),
          counts.getIfAvailable() == null
              ? DianaWebFilter.ON_THE_EVENT_LOOP
              : DianaWebFilter.BESIDE_THE_EVENT_LOOP,
          properties.order());
    }
  }
}
