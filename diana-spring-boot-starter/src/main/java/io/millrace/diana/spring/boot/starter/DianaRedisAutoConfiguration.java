package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.idempotency.AnswerStore;
import io.millrace.diana.redis.RedisCounts;
import io.millrace.diana.shared.SharedCounts;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Counts and answers that processes share through the Redis that the properties name. */
@AutoConfiguration
@ConditionalOnClass(RedisCounts.class)
@ConditionalOnProperty("diana.redis.uri")
@EnableConfigurationProperties(DianaProperties.class)
public class DianaRedisAutoConfiguration {

  /** Lazy: nobody connects who neither counts nor remembers there. */
  @Bean
  @Lazy
  ConnectedRedis dianaRedisConnection(DianaProperties properties) {
    return new ConnectedRedis(properties.redis());
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBooleanProperty(name = "diana.enabled", matchIfMissing = true)
  SharedCounts dianaCounts(ConnectedRedis connected) {
    return connected.counts();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBooleanProperty(name = "diana.idempotency.enabled")
  AnswerStore dianaAnswers(ConnectedRedis connected) {
    return connected.answers();
  }
}
