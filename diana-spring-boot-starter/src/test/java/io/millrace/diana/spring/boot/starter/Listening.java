package io.millrace.diana.spring.boot.starter;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An application on a port of its own, and a client of it. */
final class Listening implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext application;

  Listening(Class<?> shop, WebApplicationType type, String... properties) {
    List<String> all = new ArrayList<>(Arrays.asList(properties));
    all.add("spring.cloud.gateway.server.webflux.enabled=false"); // GatewayTest's
    all.add("server.port=0");
    all.add("server.address=127.0.0.1");
    all.add("server.shutdown=immediate");
    all.add("spring.reactor.netty.shutdown-quiet-period=0s");
    application =
        new SpringApplicationBuilder(shop)
            .web(type)
            .bannerMode(Banner.Mode.OFF)
            .properties(all.toArray(String[]::new))
            .run();
  }

  <T> T bean(Class<T> type) {
    return application.getBean(type);
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:"
                    + application.getEnvironment().getProperty("local.server.port")
                    + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  @Override
  public void close() {
    application.close();
  }
}
