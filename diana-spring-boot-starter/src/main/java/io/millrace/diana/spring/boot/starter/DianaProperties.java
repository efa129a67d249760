package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.config.PolicyKeeper;
import io.millrace.diana.idempotency.IdempotencySettings;
import io.millrace.diana.rule.AddressBlock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application says about its limits.
 *
 * @param enabled whether requests are limited at all.
 * @param file the policy, YAML or JSON; read again when it changes.
 * @param pause how often the policy is looked at; 10 ms at least.
 * @param order of the filter among others. Before Spring Security's, so that who is refused costs
 *     nothing; limits by account want it behind.
 * @param trustedProxies address blocks of our own proxies, whose X-Forwarded-For is believed.
 * @param remote a policy behind a URL, which comes before the file.
 * @param redis where processes count together, and remember together what was answered.
 * @param idempotency whether and how answers are given again to repeats under a key.
 */
@ConfigurationProperties("diana")
public record DianaProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String file,
    @DefaultValue("1s") Duration pause,
    @DefaultValue("-200") int order,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue Remote remote,
    @DefaultValue Redis redis,
    @DefaultValue Idempotency idempotency) {

  public DianaProperties {
    if (pause.compareTo(PolicyKeeper.PAUSE_MIN) < 0) {
      throw new IllegalArgumentException(
          "diana.pause is " + pause + ", but " + PolicyKeeper.PAUSE_MIN + " is least");
    }
  }

  /**
   * A policy behind a URL.
   *
   * @param url of the policy.
   * @param longPoll how long the server may hold back an answer when nothing has changed.
   * @param copy file in which the last good copy is kept, for a start when the URL does not answer.
   */
  public record Remote(
      @Nullable URI url, @DefaultValue("30s") Duration longPoll, @Nullable String copy) {}

  /**
   * A Redis, for rules with counting: shared and for the answers of the idempotency filter. Needs
   * diana-redis on the class path.
   *
   * @param uri redis://host:port; nothing is shared without it.
   * @param namespace processes with the same one count together.
   * @param secret keys are hashed with it: a long random text, the same in all of them. Required
   *     with a uri.
   * @param node this process's name among them; a random one if none is given.
   * @param nodes how many processes there will be; used until Redis has said how many there are.
   * @param bound how long a request waits for Redis at most.
   */
  public record Redis(
      @Nullable String uri,
      @DefaultValue("diana") String namespace,
      @DefaultValue("") String secret,
      @Nullable String node,
      @DefaultValue("1") int nodes,
      @DefaultValue("20ms") Duration bound) {}

  /**
   * The idempotency filter, for services that do not remember by themselves.
   *
   * @param enabled whether there is one; independent of limits.
   * @param order of the filter among others. Behind the limits, whose refusals are not remembered,
   *     and behind Spring Security's, so that nobody reads another's answer.
   * @param methods requests of other methods pass.
   * @param required whether a request of these methods without a key is refused, with 400.
   * @param running how long a request may run until its key is free again, longer than any does.
   * @param kept how long an answer is given again.
   * @param bodyMax requests under a key with longer bodies are refused, with 413.
   * @param answerMax longer answers are not kept, and a repeat hears that it was done.
   * @param memory what is remembered in this process at most, if nothing is remembered in Redis.
   */
  public record Idempotency(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("-90") int order,
      @DefaultValue({"POST", "PATCH"}) Set<String> methods,
      @DefaultValue("false") boolean required,
      @DefaultValue("2m") Duration running,
      @DefaultValue("24h") Duration kept,
      @DefaultValue("1MB") DataSize bodyMax,
      @DefaultValue("256KB") DataSize answerMax,
      @DefaultValue("64MB") DataSize memory) {

    IdempotencySettings settings() {
      return new IdempotencySettings(
          methods,
          required,
          running,
          kept,
          Math.toIntExact(bodyMax.toBytes()),
          Math.toIntExact(answerMax.toBytes()));
    }
  }

  List<AddressBlock> proxies() {
    return trustedProxies.stream().map(AddressBlock::of).toList();
  }
}
