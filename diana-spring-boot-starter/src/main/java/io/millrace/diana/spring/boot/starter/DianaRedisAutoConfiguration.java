package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.redis.RedisCounts;
import io.millrace.diana.shared.SharedCounts;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Counts that processes share through the Redis that the properties name. */
@AutoConfiguration
@ConditionalOnClass(RedisCounts.class)
@ConditionalOnBooleanProperty(name = "diana.enabled", matchIfMissing = true)
@ConditionalOnProperty("diana.redis.uri")
@EnableConfigurationProperties(DianaProperties.class)
public class DianaRedisAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(SharedCounts.class)
  ConnectedCounts dianaRedisConnection(DianaProperties properties) {
    return new ConnectedCounts(properties.redis());
  }

  @Bean
  @ConditionalOnMissingBean
  SharedCounts dianaCounts(ConnectedCounts connected) {
    return connected.counts();
  }
}
