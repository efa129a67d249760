package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.edge.http.Audience;
import io.millrace.edge.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Holds the document against the routes, by walking both and by calling what it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
  /** The merchant says for whom. */
  private static final Set<String> BUYERS =
      Set.of("GET /v1/shops/{shop}/orders", "GET /v1/shops/{shop}/me/events");

  private static final String LEDGER = "/v1/shops/{shop}/skus/{sku}/movements";

  private TestEdge edge;
  private JsonNode document;

  @BeforeAll
  void start() {
    edge = new TestEdge();
    document = edge.call("GET", "/openapi.json", "", "").json();
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  /** One method of one path, as the document has it. */
  private record Operation(String verb, String path, JsonNode node) {
    String name() {
      return verb + " " + path;
    }
  }

  private List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    document
        .get("paths")
        .forEachEntry((path, verbs) ->
            verbs.forEachEntry((verb, node) ->
                all.add(new Operation(verb.toUpperCase(java.util.Locale.ROOT), path, node))));
    return all;
  }

  @Test
  void shouldHaveEveryRouteAndNoOther() {
    TreeSet<String> documented = new TreeSet<>();
    operations().forEach(operation -> documented.add(operation.name()));
    TreeSet<String> routes = new TreeSet<>();
    edge.routes().forEach(route -> routes.add(route.verb() + " " + route.path()));
    assertThat(document.at("/openapi").asString()).isEqualTo("3.0.3");
    assertThat(documented).isEqualTo(routes);
  }

  @Test
  void shouldSayOfEachRouteWhatTheTableSays() {
    for (Operation operation : operations()) {
      Route route = route(operation);
      List<String> parameters = new ArrayList<>();
      boolean keyed = false;
      for (JsonNode parameter : operation.node.path("parameters")) {
        keyed |= parameter.path("$ref").asString("").endsWith("/IdempotencyKey");
        if (parameter.path("in").asString("").equals("query")) {
          parameters.add(parameter.get("name").asString());
        }
      }
      assertThat(keyed).as(operation.name()).isEqualTo(route.keyed());
      assertThat(parameters)
          .as(operation.name())
          .containsExactlyInAnyOrderElementsOf(route.parameters());
      assertThat(operation.node.has("requestBody"))
          .as(operation.name())
          .isEqualTo(route.bodyBytesMax() > 0);
      assertThat(operation.node.get("security").isEmpty())
          .as(operation.name())
          .isEqualTo(route.audience() == Audience.ANYONE);
    }
  }

  private Route route(Operation operation) {
    return edge.routes().stream()
        .filter(route -> (route.verb() + " " + route.path()).equals(operation.name()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldAnswerEveryExampleAsDocumented() {
    List<Operation> operations = operations();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      Answer answer = call(operation, "shop-" + i);
      int success = operation.node.get("responses").has("201") ? 201 : 200;
      assertThat(answer.status()).as(operation.name() + " " + answer.text()).isEqualTo(success);
      JsonNode content =
          operation.node.get("responses").get(Integer.toString(success)).get("content");
      if (content.has("application/json")) {
        checkShape(content.get("application/json").get("schema"), answer.json(), operation.name());
      }
    }
  }

  /** Calls with the documented example, in a shop where it can succeed. */
  private Answer call(Operation operation, String shopId) {
    boolean isNew = operation.verb.equals("PUT");
    TestShop shop =
        isNew && operation.path.equals("/v1/shops/{shop}") ? null : edge.shop(shopId, 9);
    String order = shop == null ? "" : prepared(shop, operation.path);
    String lease = shop == null ? "" : withTasks(shop, operation);
    String endpoint = shop == null ? "" : withWebhooks(shop, operation.path);
    String path =
        operation
            .path
            .replace("{shop}", shopId)
            .replace("{sku}", isNew ? "new" : "tea")
            .replace("{id}", order)
            .replace("{n}", "1")
            .replace("{queue}", "mail")
            .replace("{task}", "reminder-17")
            .replace("{lease}", lease)
            .replace("{endpoint}", endpoint)
            .replace("{key}", shop == null ? "" : shop.merchantKeyId)
            .replace("{kid}", shop == null ? "" : shop.kid);
    if (path.contains("{delivery}")) {
      path = path.replace("{delivery}", awaitDelivery(shop, endpoint));
    }
    if (operation.path.contains("/parties/calls")) {
      path = path.replace("{call}", awaitCall(shopId));
    }
    if (BUYERS.contains(operation.name())) {
      path += "?buyer=anna";
    }
    boolean isPast =
        operation.path.endsWith("/history") || operation.name().equals("GET " + LEDGER);
    if (shop != null && isPast) {
      path += "?asOf=" + shop.merchant("GET", "/skus/tea/stock", "").header("Millrace-Position");
    }
    if (operation.path.startsWith("/v1/admin/followers/")) {
      path = path.replace("{follower}", TestListeners.STUBBORN);
      awaitParked();
    }
    if (operation.path.equals("/v1/shops/{shop}/shipments")) {
      path += "?reference=parcel-1001";
    }
    JsonNode example =
        operation.node.path("requestBody").path("content").path("application/json").path("example");
    return edge.asOperator(operation.verb, path, example.isMissingNode() ? "" : example.toString());
  }

  /** It refuses the first fact until it is not asked any more. */
  private void awaitParked() {
    boolean parked = false;
    while (!parked) {
      for (JsonNode follower :
          edge.asOperator("GET", "/v1/admin/followers", "").json().get("items")) {
        parked |= follower.at("/shards/0/phase").asString().equals("PARKED");
      }
    }
  }

  /** An endpoint where nobody listens; gives its id. */
  private static String withWebhooks(TestShop shop, String path) {
    boolean isOfCalls = path.contains("/parties/calls");
    if (!isOfCalls && !path.contains("{endpoint}") && !path.contains("{delivery}")) {
      return "";
    }
    String url = isOfCalls ? "party:bank/hooks" : "http://127.0.0.1:9/";
    String wish = "{\"url\":\"" + url + "\",\"eventTypes\":[\"*\"]}";
    return shop.merchant("POST", "/webhook-endpoints", wish).at("/id");
  }

  /** It is told of its own making as soon as the follower has come so far. */
  private static String awaitDelivery(@Nullable TestShop shop, String endpoint) {
    String found = "";
    while (shop != null && found.isEmpty()) {
      found =
          shop.merchant("GET", "/webhook-endpoints/" + endpoint + "/deliveries", "")
              .json()
              .at("/items/0/id")
              .asString("");
    }
    return found;
  }

  /** A webhook through a party has been tried. */
  private String awaitCall(String shop) {
    String found = "";
    while (found.isEmpty()) {
      found =
          edge.asOperator("GET", "/v1/admin/parties/calls?shop=" + shop, "")
              .json()
              .at("/items/0/id")
              .asString("");
    }
    return found;
  }

  /** A queue with a task in the state that the route needs; gives the task's lease. */
  private static String withTasks(TestShop shop, Operation operation) {
    boolean isNewQueue = operation.name().equals("PUT /v1/shops/{shop}/queues/{queue}");
    boolean isOfTasks = operation.path.contains("/queues") || operation.path.contains("/leases");
    if (isNewQueue || !isOfTasks) {
      return "";
    }
    if (operation.path.endsWith("{queue}/rotate-secret")) {
      assertThat(shop.pushingQueue("http://127.0.0.1:9/").status()).isEqualTo(201);
      return "";
    }
    boolean isOfOne = !operation.verb.equals("PUT");
    int attempts = operation.path.contains("/dead") ? 1 : 2;
    assertThat(shop.queue(attempts).status()).isEqualTo(201);
    if (!isOfOne) {
      return "";
    }
    boolean waits = operation.path.contains("/tasks/");
    String delay = waits ? "PT1H" : "PT0S";
    assertThat(shop.task("reminder-17", delay).status()).isEqualTo(201);
    if (waits || operation.path.endsWith("{queue}/leases")) {
      return "";
    }
    String lease = shop.lease().at("/items/0/lease");
    if (operation.path.contains("/dead")) {
      shop.merchant("POST", "/leases/" + lease + "/nack", "{}");
    }
    return lease;
  }

  /** An order in the state that the route needs. */
  private static String prepared(TestShop shop, String path) {
    if (!path.contains("/orders") && !path.contains("/shipments")) {
      return "";
    }
    String order = shop.order("anna");
    boolean ships =
        Stream.of("/ship", "/complete", "/postpone-completion").anyMatch(path::endsWith)
            || path.contains("/shipments");
    if (ships) {
      String paid = "{\"amount\":{\"amount\":1999,\"currency\":\"CNY\"},\"reference\":\"r\"}";
      assertThat(shop.merchant("POST", "/orders/" + order + "/mark-paid", paid).status())
          .isEqualTo(200);
    }
    if (ships && !path.endsWith("/ship")) {
      String parcel = "{\"carrier\":\"SF\",\"trackingNumber\":\"1\",\"reference\":\"parcel-1001\"}";
      assertThat(shop.merchant("POST", "/orders/" + order + "/ship", parcel).status())
          .isEqualTo(201);
    }
    return order;
  }

  /** That an answer has what its schema requires and nothing that it does not name. */
  private void checkShape(JsonNode schema, JsonNode value, String place) {
    JsonNode type = resolved(schema);
    if (type.has("properties")) {
      for (JsonNode required : type.path("required")) {
        assertThat(value.has(required.asString())).as(place + " lacks " + required).isTrue();
      }
      value.forEachEntry((name, child) -> {
        JsonNode property = type.get("properties").get(name);
        assertThat(property).as(place + " has undocumented " + name).isNotNull();
        checkShape(property, child, place + "." + name);
      });
    }
    if (type.has("items")) {
      for (JsonNode item : value) {
        checkShape(type.get("items"), item, place + "[]");
      }
    }
    String said = type.path("type").asString("object");
    boolean fits =
        switch (said) {
          case "string" ->
              value.isString() || (value.isNull() && type.path("nullable").asBoolean());
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          case "array" -> value.isArray();
          default -> value.isObject();
        };
    assertThat(fits).as(place + " is no " + said + ": " + value).isTrue();
    if (type.has("enum")) {
      assertThat(type.get("enum").valueStream().map(JsonNode::asString))
          .as(place)
          .contains(value.asString());
    }
  }

  private JsonNode resolved(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.get("$ref").asString().substring(1)) : schema;
  }
}
