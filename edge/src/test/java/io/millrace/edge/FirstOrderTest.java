package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.OperatorKey;
import io.millrace.edge.auth.RandomBytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstOrderTest {
  @Test
  void shouldTakeAnOrder() throws Exception {
    SecureRandom secure = new SecureRandom();
    RandomBytes random = secure::nextBytes;
    String operator = OperatorKey.generate(random);
    NodeKey nodeKey = NodeKey.parse(NodeKey.generate(random));
    Credentials credentials = new Credentials(nodeKey.seal(random));
    TinyGate gate = new TinyGate(credentials);
    EdgeParts parts =
        new EdgeParts(
            gate,
            List::of,
            credentials,
            OperatorKey.parse(operator),
            nodeKey,
            random,
            InstantSource.system(),
            System::nanoTime,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    try (EdgeServer server = new EdgeServer(EdgeSettings.of("127.0.0.1", 0, "fsync"), parts);
        HttpClient client = HttpClient.newHttpClient()) {
      server.start();
      String base = "http://127.0.0.1:" + server.port();
      String[][] calls = {
        {"GET", "/health/live", ""},
        {
          "PUT",
          "/v1/shops/s",
          "{\"name\":\"S\",\"currency\":\"CNY\",\"timezone\":\"Asia/Shanghai\",\"paymentTimeout\":\"PT30M\"}"
        },
        {
          "PUT",
          "/v1/shops/s/skus/tea",
          "{\"name\":\"Tea\",\"price\":{\"amount\":1999,\"currency\":\"CNY\"},\"onSale\":true}"
        },
        {"POST", "/v1/shops/s/skus/tea/movements", "{\"quantity\":1,\"cause\":\"RECEIVED\"}"},
        {
          "POST",
          "/v1/shops/s/orders",
          "{\"buyer\":\"b\",\"lines\":[{\"sku\":\"tea\",\"quantity\":1}]}"
        },
        {
          "POST",
          "/v1/shops/s/orders",
          "{\"buyer\":\"b\",\"lines\":[{\"sku\":\"tea\",\"quantity\":1}]}"
        },
        {
          "POST",
          "/v1/shops/s/orders",
          "{\"buyer\":\"b\",\"lines\":[{\"sku\":\"tea\",\"quantity\":1.0}]}"
        },
        {"GET", "/v1/shops/s/skus/tea/stock", ""},
        {"GET", "/nowhere", ""},
        {"GET", "/metrics", ""},
      };
      StringBuilder seen = new StringBuilder();
      for (String[] call : calls) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create(base + call[1]))
                .header("Authorization", "Bearer " + operator)
                .header("Idempotency-Key", "k");
        if (!call[2].isEmpty()) {
          request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response =
            client.send(
                request.method(call[0], HttpRequest.BodyPublishers.ofString(call[2])).build(),
                HttpResponse.BodyHandlers.ofString());
            response.statusCode() + " " + response.headers().map() + " " + response.body());
        seen.append(response.statusCode()).append(' ');
      }
      assertThat(seen.toString().strip()).isEqualTo("200 201 200 201 201 409 400 200 404 200");
    }
  }
}
