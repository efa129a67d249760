package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A real Spring Cloud Gateway before a service that knows nothing of limits or keys. */
final class GatewayTest {
  private static final int ALLOWED = 2;

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  /** What a user writes: routes are in the properties. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Gateway {}

  @Test
  void shouldLimitWhatAGatewayPassesOn() throws IOException, InterruptedException {
    Path policy =
        Files.writeString(
            folder.resolve("limits.yaml"),
            """
            version: 1
            rules:
              - name: per-route
                by: [{resource: ["GET /orders/{id}", "GET /goods/{id}"]}]
                algorithm: {fixed-window: {limit: %d, period: 1d}}
            """
                .formatted(ALLOWED));
    Queue<String> reached = new ConcurrentLinkedQueue<>();
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          reached.add(exchange.getRequestURI().getPath());
          byte[] body = "served".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    service.start();
    try (ConfigurableApplicationContext gateway =
        start(service.getAddress().getPort(), "diana.file=" + policy)) {
      String url = "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port");
      HttpResponse<String> first = get(url + "/orders/1");
      assertThat(first.body()).isEqualTo("served");
      assertThat(first.headers().allValues("RateLimit-Policy"))
          .containsExactly("\"per-route\";q=%d;w=86400".formatted(ALLOWED));
      assertThat(get(url + "/orders/2").statusCode()).isEqualTo(200);

      HttpResponse<String> refused = get(url + "/orders/3");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.body()).contains("\"violated-policies\":[\"per-route\"]");
      assertThat(get(url + "/goods/1").statusCode()).isEqualTo(200);
      assertThat(reached).containsExactly("/orders/1", "/orders/2", "/goods/1");
    } finally {
      service.stop(0);
    }
  }

  /** The service is asked once; what it compressed is as readable in a repeat. */
  @Test
  void shouldDoOnceWhatAGatewayPassesOn() throws IOException, InterruptedException {
    Queue<String> reached = new ConcurrentLinkedQueue<>();
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          reached.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = zipped("order " + reached.size());
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.getResponseHeaders().set("Location", "/orders/" + reached.size());
          exchange.sendResponseHeaders(201, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    service.start();
    try (ConfigurableApplicationContext gateway =
        start(
            service.getAddress().getPort(),
            "diana.enabled=false",
            "diana.idempotency.enabled=true")) {
      String url = "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port");
      HttpRequest order =
          HttpRequest.newBuilder(URI.create(url + "/orders"))
              .header("Idempotency-Key", "k")
              .POST(HttpRequest.BodyPublishers.ofString("tea"))
              .build();
      for (int time = 0; time < 2; time++) {
        HttpResponse<byte[]> answer = client.send(order, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).hasValue("/orders/1");
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(answer.body()).isEqualTo(zipped("order 1"));
        assertThat(answer.headers().firstValue("Idempotent-Replayed").isPresent())
            .isEqualTo(time > 0);
      }
      assertThat(reached).containsExactly("tea");
    } finally {
      service.stop(0);
    }
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static ConfigurableApplicationContext start(int service, String... more) {
    List<String> properties = new ArrayList<>(List.of(more));
    properties.addAll(
        List.of(
            "spring.cloud.gateway.server.webflux.routes[0].id=all",
            "spring.cloud.gateway.server.webflux.routes[0].uri=http://127.0.0.1:" + service,
            "spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/**",
            // Servlets are on this class path, too; a gateway refuses to start beside them unless
            // told.
            "spring.main.web-application-type=reactive",
            "server.port=0",
            "server.address=127.0.0.1",
            "server.shutdown=immediate",
            "spring.reactor.netty.shutdown-quiet-period=0s"));
    return new SpringApplicationBuilder(Gateway.class)
        .web(WebApplicationType.REACTIVE)
        .bannerMode(Banner.Mode.OFF)
        .properties(properties.toArray(String[]::new))
        .run();
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
