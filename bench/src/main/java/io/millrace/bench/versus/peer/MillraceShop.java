package io.millrace.bench.versus.peer;

import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.model.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shop on a server of ours, as its merchant sees it. */
final class MillraceShop {

  private static final String PATH = "/v1/shops/" + Catalogue.SHOP;
  private static final JsonMapper JSON = new JsonMapper();
  private static final String POSITION = "Millrace-Position";
  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;
  private static final int NOT_FOUND = 404;

  /** Requests under way at a time. */
  private static final int TOGETHER = 64;

  private final HttpClient http;
  private final URI server;
  private final String operatorKey;

  MillraceShop(HttpClient http, URI server, String operatorKey) {
    this.http = http;
    this.server = server;
    this.operatorKey = operatorKey;
  }

  /** With which the shop's back end signs buyers' tokens. */
  record BuyerSecret(String kid, String secret) {}

  /** Opens the shop without goods. */
  BuyerSecret open() {
    send(
        "PUT",
        PATH,
        "open",
        """
        {"name":"Watermill","currency":"%s","timezone":"Asia/Shanghai","paymentTimeout":"%s"}\
        """
            .formatted(Catalogue.CURRENCY.getCurrencyCode(), Limits.PAYMENT_TIMEOUT_MAX));
    JsonNode secret = json(send("POST", PATH + "/buyer-secrets", "secret", ""));
    return new BuyerSecret(secret.required("kid").asString(), secret.required("secret").asString());
  }

  void receive(Goods goods) {
    for (int from = 0; from < goods.count(); from += Limits.SKU_BATCH_ITEMS_MAX) {
      int to = Math.min(from + Limits.SKU_BATCH_ITEMS_MAX, goods.count());
      send("POST", PATH + "/skus/batch", "batch-" + from, skus(from, to));
    }
    forEach(
        numbers(goods),
        number ->
            send(
                "POST",
                skuPath(number) + "/movements",
                "received-" + number,
                "{\"quantity\":" + goods.units(number) + ",\"cause\":\"RECEIVED\"}"));
  }

  private static String skus(int from, int to) {
    StringBuilder items = new StringBuilder("{\"items\":[");
    for (int i = from; i < to; i++) {
      items
          .append(i == from ? "" : ",")
          .append(
              """
              {"sku":"%s","name":"Flour, stone-ground, no. %d","price":{"amount":%d,"currency":"%s"},"onSale":true}\
              """
                  .formatted(
                      Catalogue.sku(i),
                      i,
                      Catalogue.price(i),
                      Catalogue.CURRENCY.getCurrencyCode()));
    }
    return items.append("]}").toString();
  }

  /** The shop's facts so far. */
  long position() {
    return send("GET", PATH + "/time", "", "").headers().firstValueAsLong(POSITION).orElseThrow();
  }

  /** Over all SKUs: what placed orders hold. */
  long heldUnits(Goods goods) {
    return forEach(
            numbers(goods),
            number -> json(send("GET", skuPath(number) + "/stock", "", "")).required("held"))
        .stream()
        .mapToLong(JsonNode::asLong)
        .sum();
  }

  Set<String> missing(Collection<String> ids) {
    Set<String> missing = new TreeSet<>();
    List<String> all = List.copyOf(ids);
    List<Integer> statuses =
        forEach(all, id -> exchange("GET", PATH + "/orders/" + id, "", "").statusCode());
    for (int i = 0; i < all.size(); i++) {
      int status = statuses.get(i);
      if (status == NOT_FOUND) {
        missing.add(all.get(i));
      } else if (status != OK) {
        throw new BenchmarkFailed("an order could not be read: " + status);
      }
    }
    return missing;
  }

  private static List<Integer> numbers(Goods goods) {
    return IntStream.range(0, goods.count()).boxed().toList();
  }

  private static String skuPath(int number) {
    return PATH + "/skus/" + Catalogue.sku(number);
  }

  private static <T, R> List<R> forEach(List<T> things, Function<T, R> action) {
    Semaphore free = new Semaphore(TOGETHER);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> running = new ArrayList<>();
      for (T thing : things) {
        free.acquire();
        running.add(
            threads.submit(() -> {
              try {
                return action.apply(thing);
              } finally {
                free.release();
              }
            }));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new BenchmarkFailed("a server of ours refused", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  private HttpResponse<String> send(String method, String path, String key, String body) {
    HttpResponse<String> response = exchange(method, path, key, body);
    if (response.statusCode() < OK || response.statusCode() >= MULTIPLE_CHOICES) {
      throw new BenchmarkFailed(
          "%s %s was answered with %d: %s"
              .formatted(method, path, response.statusCode(), response.body()));
    }
    return response;
  }

  private HttpResponse<String> exchange(String method, String path, String key, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Authorization", "Bearer " + operatorKey);
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new BenchmarkFailed("the server does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }
}
