package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Endpoints of webhooks from their making to their removal, with a receiver that listens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhooksTest {

  private TestEdge edge;
  private HookReceiver receiver;

  @BeforeAll
  void start() {
    edge = new TestEdge();
    receiver = new HookReceiver();
  }

  @AfterAll
  void stop() {
    edge.close();
    receiver.close();
  }

  private String wish(String path, String types) {
    return "{\"url\":\"%s\",\"eventTypes\":[%s],\"description\":\"x\"}"
        .formatted(receiver.url(path), types);
  }

  @Test
  void shouldTellWhatTheEventsOfTheShopTell() throws Exception {
    TestShop shop = edge.shop("telling", 5);
    Answer made = shop.merchant("POST", "/webhook-endpoints", wish("/all", "\"order.placed\""));
    assertThat(made.status()).isEqualTo(201);
    String secret = made.at("/secret");
    assertThat(secret).startsWith("whsec_");
    assertThat(Base64.getDecoder().decode(secret.substring(6)).length).isBetween(24, 64);
    String order = shop.order("anna");
    HookReceiver.Heard told = receiver.next("/all");
    assertThat(told.isSigned(secret)).isTrue();
    JsonNode event =
        shop.merchant("GET", "/events", "")
            .json()
            .get("items")
            .valueStream()
            .filter(item -> item.get("type").asString().equals("order.placed"))
            .findFirst()
            .orElseThrow();
    assertThat(told.id()).isEqualTo(event.get("id").asString());
    assertThat(told.json().get("type")).isEqualTo(event.get("type"));
    assertThat(told.json().get("timestamp")).isEqualTo(event.get("at"));
    assertThat(told.json().get("position")).isEqualTo(event.get("position"));
    assertThat(told.json().get("data")).isEqualTo(event.get("data"));
    assertThat(told.json().at("/data/order").asString()).isEqualTo(order);
    Answer read = edge.asOperator("GET", made.header("Location"), "");
    assertThat(read.text()).doesNotContain("whsec", "sealed");
    assertThat(read.at("/id")).isEqualTo(made.at("/id"));
    assertThat(shop.merchant("GET", "/events", "").text()).doesNotContain("sealed", "whsec");
  }

  @Test
  void shouldAnswerWhoAsksWhatBecameOfAnEvent() throws Exception {
    TestShop shop = edge.shop("asking", 5);
    String endpoint =
        shop.merchant("POST", "/webhook-endpoints", wish("/asked", "\"order.placed\"")).at("/id");
    String path = "/webhook-endpoints/" + endpoint;
    receiver.answer("/asked", 500);
    String order = shop.order("anna");
    HookReceiver.Heard told = receiver.next("/asked");
    Answer found = shop.awaits(path + "/deliveries?event=" + told.id(), "/items/0/attempts", "1");
    assertThat(found.at("/items/0/status")).isEqualTo("WAITING");
    assertThat(found.at("/items/0/order")).isEqualTo(order);
    String delivery = path + "/deliveries/" + found.at("/items/0/id");
    Answer whole = shop.merchant("GET", delivery, "");
    assertThat(whole.at("/log/0/outcome")).isEqualTo("REJECTED");
    assertThat(whole.at("/log/0/status")).isEqualTo("500");
    receiver.answerWell("/asked");
    assertThat(shop.merchant("POST", delivery + "/redeliver", "").status()).isEqualTo(200);
    assertThat(receiver.next("/asked").id()).isEqualTo(told.id());
    assertThat(shop.awaits(delivery, "/status", "DELIVERED").at("/attempts")).isEqualTo("2");
    String anyhow = "/deliveries/" + found.at("/items/0/id") + "/redeliver";
    assertThat(edge.shop("asking-not", 1).merchant("POST", anyhow, "").verdict())
        .isEqualTo("404 delivery_unknown");
    assertThat(shop.merchant("POST", anyhow, "").at("/event")).isEqualTo(told.id());
    assertThat(receiver.next("/asked").id()).isEqualTo(told.id());
    assertThat(shop.awaits(delivery, "/status", "DELIVERED").at("/attempts")).isEqualTo("3");
    String byOrder = path + "/deliveries?order=" + order + "&status=DELIVERED";
    assertThat(shop.merchant("GET", byOrder, "").json().get("items")).hasSize(1);
    assertThat(shop.merchant("POST", path + "/replay", "{\"after\":\"\"}").status()).isEqualTo(200);
    assertThat(receiver.next("/asked").id()).isEqualTo(told.id());
    String ahead = "AQAAAAAAAAPoAAAAAAAAAAEAAAGhnZdIAA";
    assertThat(
            shop.merchant("POST", path + "/replay", "{\"after\":\"%s\"}".formatted(ahead))
                .verdict())
        .isEqualTo("410 cursor_gone");
    assertThat(shop.merchant("GET", path + "/deliveries/999999", "").verdict())
        .isEqualTo("404 delivery_unknown");
    assertThat(shop.merchant("GET", path + "/deliveries?status=LOST", "").at("/field"))
        .isEqualTo("status");
  }

  @Test
  void shouldSignWithBothSecretsWhileOneIsRotated() throws Exception {
    TestShop shop = edge.shop("rotating", 5);
    Answer made = shop.merchant("POST", "/webhook-endpoints", wish("/both", "\"order.placed\""));
    String path = "/webhook-endpoints/" + made.at("/id");
    Answer rotated = shop.merchant("POST", path + "/rotate-secret", "");
    assertThat(rotated.at("/secret")).startsWith("whsec_").isNotEqualTo(made.at("/secret"));
    assertThat(rotated.at("/oldSecretUntil")).isNotEmpty();
    shop.order("anna");
    HookReceiver.Heard told = receiver.next("/both");
    assertThat(told.isSigned(made.at("/secret"))).isTrue();
    assertThat(told.isSigned(rotated.at("/secret"))).isTrue();
  }

  @Test
  void shouldDisableAnEndpointThatIsGoneUntilItIsEnabled() throws Exception {
    TestShop shop = edge.shop("going", 5);
    receiver.answer("/gone", 410);
    Answer made = shop.merchant("POST", "/webhook-endpoints", wish("/gone", "\"order.placed\""));
    String path = "/webhook-endpoints/" + made.at("/id");
    String before = shop.merchant("GET", "/events", "").at("/cursor");
    try (Listening listening =
        Listening.to(edge.uri(shop.path + "/events"), shop.merchantKey, before)) {
      shop.order("anna");
      receiver.next("/gone");
      assertThat(listening.events(2))
          .extracting(Listening.Event::type)
          .containsExactly("order.placed", "webhook_endpoint.disabled");
    }
    assertThat(shop.merchant("GET", path, "").at("/enabled")).isEqualTo("false");
    assertThat(shop.merchant("GET", path, "").at("/disabledBecause")).isEqualTo("GONE");
    receiver.answerWell("/gone");
    assertThat(shop.merchant("POST", path + "/enable", "").at("/enabled")).isEqualTo("true");
    String order = shop.order("boris");
    HookReceiver.Heard again = receiver.next("/gone");
    while (!again.json().at("/data/order").asString().equals(order)) {
      again = receiver.next("/gone");
    }
  }

  /** At once: the follower need not have come as far as the one who asks. */
  @Test
  void shouldReplayTheGapToAnEndpointThatWasEnabledAMomentAgo() throws Exception {
    TestShop shop = edge.shop("returning", 50);
    Answer made = shop.merchant("POST", "/webhook-endpoints", wish("/back", "\"order.placed\""));
    String path = "/webhook-endpoints/" + made.at("/id");
    for (int round = 0; round < 5; round++) {
      shop.merchant("POST", path + "/disable", "");
      String order = shop.order("anna");
      assertThat(shop.merchant("POST", path + "/enable", "").at("/enabled")).isEqualTo("true");
      assertThat(shop.merchant("POST", path + "/replay", "{\"after\":\"\"}").status())
          .isEqualTo(200);
      HookReceiver.Heard told = receiver.next("/back");
      while (!told.json().at("/data/order").asString().equals(order)) {
        told = receiver.next("/back");
      }
    }
  }

  @Test
  void shouldChangeDisableAndRemoveAnEndpoint() {
    TestShop shop = edge.shop("changing", 5);
    Answer made = shop.merchant("POST", "/webhook-endpoints", wish("/x", "\"order.paid\""));
    String path = "/webhook-endpoints/" + made.at("/id");
    Answer changed = shop.merchant("PUT", path, wish("/y", "\"*\""));
    assertThat(changed.at("/version")).isEqualTo("2");
    assertThat(changed.at("/eventTypes/0")).isEqualTo("*");
    assertThat(shop.merchant("PUT", path, wish("/y", "\"*\"")).at("/version"))
        .as("nothing changes")
        .isEqualTo("2");
    assertThat(shop.merchant("POST", path + "/disable", "").at("/disabledBecause"))
        .isEqualTo("BY_HAND");
    assertThat(shop.merchant("GET", "/webhook-endpoints?limit=1", "").at("/items/0/id"))
        .isEqualTo(made.at("/id"));
    assertThat(shop.merchant("DELETE", path, "").at("/removed")).isEqualTo("true");
    for (String gone : List.of(path, path + "/deliveries")) {
      assertThat(shop.merchant("GET", gone, "").verdict())
          .isEqualTo("404 webhook_endpoint_unknown");
    }
    assertThat(shop.merchant("DELETE", path, "").verdict())
        .isEqualTo("404 webhook_endpoint_unknown");
  }

  @Test
  void shouldShowTheFollowerAndNotLetItTellEverythingAgain() {
    JsonNode followers = edge.asOperator("GET", "/v1/admin/followers", "").json().get("items");
    assertThat(followers.at("/2/follower").asString()).isEqualTo("deliveries");
    assertThat(followers.at("/2/well").asBoolean()).isTrue();
    Answer refused = edge.asOperator("POST", "/v1/admin/followers/deliveries/rebuild", "");
    assertThat(refused.at("/code")).isEqualTo("follower_not_rebuildable");
  }

  @Test
  void shouldHaveOnlySoManyEndpoints() {
    TestShop shop = edge.shop("crowded", 5);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      answers.add(
          shop.merchant("POST", "/webhook-endpoints", wish("/none", "\"order.paid\"")).verdict());
    }
    assertThat(answers.getLast()).isEqualTo("409 webhook_endpoints_full");
    assertThat(answers).filteredOn(answer -> answer.startsWith("409")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://example.com/ | order.paid | url",
        "http:///path | order.paid | url",
        "http://user:secret@example.com/ | order.paid | url",
        "http://example.com/#part | order.paid | url",
        "http://example.com/a b | order.paid | url",
        "http://example.com:99999/ | order.paid | url",
        "http://example.com/%zz | order.paid | url",
        "http://[::::]/ | order.paid | url",
        "http://[12]/ | order.paid | url",
        "http://[1:2]/ | order.paid | url",
        "javascript:alert(1) | order.paid | url",
        "party:bank | order.paid | url",
        "party:bank/../x | order.paid | url",
        "party:nobody/x | order.paid | url",
        "http://example.com/ | paid | eventTypes[0]",
        "http://example.com/ | order.paid\",\"order.paid | eventTypes[1]",
      })
  void shouldRefuseWhatIsNoEndpoint(String url, String types, String field) {
    TestShop shop = edge.shop("refusing-" + Math.floorMod((url + types).hashCode(), 1 << 30), 1);
    Answer answer =
        shop.merchant(
            "POST",
            "/webhook-endpoints",
            "{\"url\":\"%s\",\"eventTypes\":[\"%s\"]}".formatted(url, types));
    assertThat(answer.verdict()).isEqualTo("400 invalid");
    assertThat(answer.at("/field")).isEqualTo(field);
  }
}
