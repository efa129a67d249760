package io.millrace.engine.webhook;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.Shops;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.model.Secret;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of all shops' webhooks. What was delivered to them, and what was not, is a
 * follower's matter. Owned by the shard's writer.
 */
public final class Webhooks {
  private static final int ENDPOINT_FIELD = 1;

  private final Digest digest;

  /** By the shop's number, so that walks have one order. */
  private final Map<Integer, Map<String, Endpoint>> shops = new TreeMap<>();

  public Webhooks(Digest digest) {
    this.digest = digest;
  }

  @Nullable Endpoint find(Shop shop, String endpoint) {
    Map<String, Endpoint> endpoints = shops.get(shop.number());
    return endpoints == null ? null : endpoints.get(endpoint);
  }

  Collection<Endpoint> of(Shop shop) {
    Map<String, Endpoint> endpoints = shops.get(shop.number());
    return endpoints == null ? List.of() : endpoints.values();
  }

  public void apply(Shop shop, WebhookFact fact, long atMillis) {
    switch (fact) {
      case WebhookEndpointDefined defined when defined.version() == 1 ->
          make(shop, defined, atMillis);
      case WebhookEndpointDefined defined ->
          change(
              shop, defined.version(), require(shop, fact).redefined(defined.settings(), atMillis));
      case WebhookSecretRotated rotated ->
          change(
              shop,
              rotated.version(),
              require(shop, fact)
                  .rotated(rotated.sealed(), rotated.overlapUntilMillis(), atMillis));
      case WebhookEndpointDisabled disabled ->
          change(shop, disabled.version(), require(shop, fact).disabled(disabled.why(), atMillis));
      case WebhookEndpointEnabled enabled ->
          change(shop, enabled.version(), require(shop, fact).disabled(null, atMillis));
      case WebhookEndpointRemoved _ -> remove(shop, require(shop, fact));
    }
  }

  private Endpoint require(Shop shop, WebhookFact fact) {
    Endpoint endpoint = find(shop, fact.endpoint());
    if (endpoint == null) {
      throw new BrokenInvariant("a fact about an endpoint of webhooks that is not there");
    }
    return endpoint;
  }

  private void make(Shop shop, WebhookEndpointDefined defined, long atMillis) {
    Secret sealed = defined.sealed();
    if (sealed == null) {
      throw new BrokenInvariant("a new endpoint of webhooks has a secret");
    }
    check(find(shop, defined.endpoint()) == null, "an endpoint of webhooks is made once");
    add(
        shop,
        new Endpoint(
            defined.endpoint(), defined.settings(), sealed, null, 0, 1, atMillis, atMillis));
  }

  private void add(Shop shop, Endpoint endpoint) {
    shops.computeIfAbsent(shop.number(), _ -> new TreeMap<>()).put(endpoint.id(), endpoint);
    digest.add(Kind.WEBHOOK_ENDPOINT, nameOf(shop, endpoint.id()), ENDPOINT_FIELD, endpoint.hash());
  }

  private void change(Shop shop, int version, Endpoint after) {
    check(after.version() == version, "versions of an endpoint are numbered without gaps");
    remove(shop, find(shop, after.id()));
    add(shop, after);
  }

  private void remove(Shop shop, @Nullable Endpoint endpoint) {
    Map<String, Endpoint> endpoints = shops.get(shop.number());
    if (endpoint == null || endpoints == null) {
      throw new BrokenInvariant("an endpoint of webhooks that is not there is removed");
    }
    endpoints.remove(endpoint.id());
    if (endpoints.isEmpty()) {
      shops.remove(shop.number());
    }
    digest.remove(
        Kind.WEBHOOK_ENDPOINT, nameOf(shop, endpoint.id()), ENDPOINT_FIELD, endpoint.hash());
  }

  private static long nameOf(Shop shop, String endpoint) {
    return Mix.mix(shop.digestId(), Mix.text(endpoint));
  }

  public void addTo(Digest fresh, Shops all) {
    for (Map.Entry<Integer, Map<String, Endpoint>> shop : shops.entrySet()) {
      Shop owner = all.get(shop.getKey());
      for (Endpoint endpoint : shop.getValue().values()) {
        fresh.add(
            Kind.WEBHOOK_ENDPOINT, nameOf(owner, endpoint.id()), ENDPOINT_FIELD, endpoint.hash());
      }
    }
  }

  /** What of the state is here, for snapshots. */
  public Section section(Shops all) {
    return new EndpointSection(all);
  }

  private final class EndpointSection implements Section {
    private final Shops all;

    private EndpointSection(Shops all) {
      this.all = all;
    }

    private record OfShop(int shop, Endpoint endpoint) {}

    @Override
    public SectionKind kind() {
      return SectionKind.WEBHOOK_ENDPOINT;
    }

    @Override
    public Walk walk() {
      Iterator<OfShop> rest = shops.entrySet().stream().flatMap(this::ofShop).iterator();
      return to -> {
        boolean left = rest.hasNext();
        if (left) {
          OfShop next = rest.next();
          to.small(next.shop());
          next.endpoint().write(to);
        }
        return left;
      };
    }

    private Stream<OfShop> ofShop(Map.Entry<Integer, Map<String, Endpoint>> shop) {
      return shop.getValue().values().stream().map(endpoint -> new OfShop(shop.getKey(), endpoint));
    }

    @Override
    public void read(StateReader from) {
      add(all.get(from.small()), Endpoint.read(from));
    }
  }
}
