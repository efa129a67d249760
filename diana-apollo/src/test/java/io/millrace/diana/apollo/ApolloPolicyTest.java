package io.millrace.diana.apollo;

import static org.assertj.core.api.Assertions.assertThat;

import com.ctrip.framework.apollo.ConfigService;
import com.ctrip.framework.apollo.core.enums.ConfigFileFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.config.PolicyKeeper;
import io.millrace.diana.config.PolicyKeeper.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apollo's own client against a server of this test that speaks its protocol: a namespace's newest
 * release, and a long poll that ends when there is another. Its real server wants a database.
 */
final class ApolloPolicyTest {
  private static final Pattern KNOWN = Pattern.compile("\"notificationId\":\\s*(-?\\d+)");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private String content = policy("first");
  private long release = 1;

  private static String policy(String rule) {
    return "version: 1\nrules: [{name: %s, algorithm: {concurrency: {limit: 1}}}]".formatted(rule);
  }

  private void release(String newest) {
    lock.lock();
    try {
      content = newest;
      release++;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void answerConfig(HttpExchange exchange) throws IOException {
    String json;
    lock.lock();
    try {
      json =
          """
          {"appId":"shop","cluster":"default","namespaceName":"limits.txt","releaseKey":"%d",
           "configurations":{"content":"%s"}}\
          """
              .formatted(release, content.replace("\n", "\\n"));
    } finally {
      lock.unlock();
    }
    answer(exchange, json);
  }

  private void answerNotifications(HttpExchange exchange) throws IOException {
    String query = URLDecoder.decode(exchange.getRequestURI().getQuery(), StandardCharsets.UTF_8);
    Matcher known = KNOWN.matcher(query);
    long seen = known.find() ? Long.parseLong(known.group(1)) : -1;
    String json;
    lock.lock();
    try {
      while (seen == release) {
        released.await();
      }
      json =
          "[{\"namespaceName\":\"limits.txt\",\"notificationId\":%d,\"messages\":{\"details\":{}}}]"
              .formatted(release);
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      lock.unlock();
    }
    answer(exchange, json);
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void shouldFollowANamespace(@TempDir Path folder) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        }));
    server.createContext("/configs/", this::answerConfig);
    server.createContext("/notifications/v2", this::answerNotifications);
    server.start();
    System.setProperty("app.id", "shop");
    System.setProperty("env", "LOCAL_TEST");
    System.setProperty("apollo.configService", "http://127.0.0.1:" + server.getAddress().getPort());
    System.setProperty(
        "apollo.config-service", "http://127.0.0.1:" + server.getAddress().getPort());
    System.setProperty("apollo.cache-dir", folder.resolve("cache").toString());
    List<String> inForce = new ArrayList<>();
    PolicyKeeper keeper =
        new PolicyKeeper(
            new PolicyFile(new Kinds()),
            new ApolloPolicy(
                ConfigService.getConfigFile("limits", ConfigFileFormat.TXT),
                Duration.ofSeconds(30)),
            folder.resolve("copy"),
            null,
            policy -> inForce.add(policy.rules().get(0).name()));
    keeper.start();
    assertThat(keeper.origin()).isEqualTo(Origin.REMOTE);
    release(policy("second"));
    while (inForce.size() < 2) {
      keeper.step();
    }
    release("nonsense");
    while (keeper.trouble() == null) {
      keeper.step();
    }
    release(policy("third"));
    while (inForce.size() < 3) {
      keeper.step();
    }
    assertThat(inForce).containsExactly("first", "second", "third");
    assertThat(keeper.trouble()).isNull();
    assertThat(folder.resolve("copy")).hasContent(policy("third"));
    server.stop(0);
  }
}
