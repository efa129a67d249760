package io.millrace.diana.spring.boot.starter;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.millrace.diana.Diana;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** What the limits do, in the registries of an application that has Micrometer. */
@AutoConfiguration(after = DianaAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(Diana.class)
@ConditionalOnBooleanProperty(name = "diana.enabled", matchIfMissing = true)
public class DianaMetricsAutoConfiguration {

  @Bean
  DianaMetrics dianaMetrics(Diana diana) {
    return new DianaMetrics(diana);
  }
}
