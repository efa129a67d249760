package io.millrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.http.Post;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process dies at each step of what it writes, and another goes on. */
class TornFileTest {

  private static final String URL = "http://a";

  @TempDir Path directory;

  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(directory);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** Stands for the death of the process: nobody catches it. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class Steps {
    private int left;

    Steps(int left) {
      this.left = left;
    }

    void take() {
      if (left-- == 0) {
        throw new Death();
      }
    }
  }

  /** True if it died on the way. */
  private boolean dies(int step, Runnable life) {
    Steps steps = new Steps(step);
    scene.restart(_ -> steps.take());
    try {
      life.run();
      return false;
    } catch (Death _) {
      return true;
    }
  }

  private void addOrders() {
    scene.endpoint("a", "*");
    scene.endpoint("b", "order.paid");
    for (int order = 1; order <= 3; order++) {
      scene.place(order);
      scene.pay(order);
    }
  }

  @Test
  void shouldWriteEachDeliveryOnceWhereverTheFollowerDies() throws Exception {
    addOrders();
    List<String> whole =
        List.of(
            "1 event-1",
            "1 event-2",
            "1 event-3",
            "1 event-4",
            "2 event-4",
            "1 event-5",
            "1 event-6",
            "2 event-6",
            "1 event-7",
            "1 event-8",
            "2 event-8");
    int deaths = 0;
    while (dies(deaths, scene::follow)) {
      deaths++;
      scene.restart();
      List<String> standing = deliveries();
      assertThat(standing)
          .as("after death %d", deaths)
          .isEqualTo(whole.subList(0, standing.size()));
      scene.follow();
      assertThat(deliveries()).as("after death %d", deaths).isEqualTo(whole);
      startAnew();
    }
    assertThat(deaths).as("steps to die at").isGreaterThan(30);
  }

  private List<String> deliveries() throws Exception {
    return scene.rows(
        "SELECT d.endpoint, e.id FROM deliveries d JOIN events e ON e.event = d.event"
            + " ORDER BY d.delivery");
  }

  /** The same log, and a file that knows nothing yet. */
  private void startAnew() throws Exception {
    scene.restart();
    scene.file.write(sql -> {
      for (String table :
          List.of("deliveries", "events", "endpoints", "cursors", "attempts", "sqlite_sequence")) {
        sql.update("DELETE FROM " + table);
      }
      return true;
    });
  }

  @Test
  void shouldDeliverAtLeastOnceAndInOrderWhereverTheDispatcherDies() throws Exception {
    addOrders();
    scene.run();
    int deaths = 0;
    boolean died = true;
    while (died) {
      int first = scene.sent.size();
      long order = 10L + deaths;
      scene.place(order);
      scene.pay(order);
      scene.complete(order);
      scene.follow();
      died = dies(deaths, scene::dispatch);
      deaths++;
      scene.restart();
      scene.run();
      List<String> sent =
          new ArrayList<>(
              scene.sent.subList(first, scene.sent.size()).stream()
                  .filter(post -> post.url().toString().equals(URL))
                  .map(Post::body)
                  .toList());
      assertThat(sent.stream().distinct())
          .as("after death %d", deaths)
          .containsExactly(
              "order.placed " + order, "order.paid " + order, "order.completed " + order);
      for (int i = 1; i < sent.size(); i++) {
        assertThat(rank(sent.get(i))).isBetween(rank(sent.get(i - 1)), rank(sent.get(i - 1)) + 1);
      }
      assertThat(scene.rows("SELECT count(*) FROM deliveries WHERE state <> 3"))
          .containsExactly("0");
    }
    assertThat(deaths).as("steps to die at").isGreaterThan(10);
  }

  private static int rank(String sent) {
    return List.of("order.placed", "order.paid", "order.completed").indexOf(sent.split(" ", -1)[0]);
  }
}
