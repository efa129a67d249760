package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.config.PolicyKeeper;
import io.millrace.diana.rule.AddressBlock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

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
 * @param redis where processes count together.
 */
@ConfigurationProperties("diana")
public record DianaProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable Path file,
    @DefaultValue("1s") Duration pause,
    @DefaultValue("-200") int order,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue Remote remote,
    @DefaultValue Redis redis) {

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
      @Nullable URI url, @DefaultValue("30s") Duration longPoll, @Nullable Path copy) {}

  /**
   * A Redis, for rules with counting: shared. Needs diana-redis on the class path.
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

  List<AddressBlock> proxies() {
    return trustedProxies.stream().map(AddressBlock::of).toList();
  }
}
