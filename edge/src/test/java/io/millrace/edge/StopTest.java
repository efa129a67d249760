package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Request;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopTest {
  /** Holds every request until it is let go: a disk that takes its time. */
  private static final class HeldGate implements Gate {
    private final TestNode node;
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CompletableFuture<Boolean> go = new CompletableFuture<>();

    HeldGate(TestNode node) {
      this.node = node;
    }

    @Override
    public CompletableFuture<Reply> submit(Request request) {
      taken.countDown();
      return go.thenCompose(yes -> node.submit(request));
    }

    @Override
    public CompletableFuture<Reply> submit(int shard, Request request) {
      return submit(request);
    }

    @Override
    public int shards() {
      return node.shards();
    }
  }

  @Test
  void shouldAnswerWhatWasTakenAndTakeNoMore() throws Exception {
    try (TestEdge edge = new TestEdge(HeldGate::new);
        ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      HeldGate gate = (HeldGate) edge.gate();
      Future<Answer> asked = others.submit(() -> edge.asOperator("GET", "/v1/shops/none", ""));
      gate.taken.await();
      Future<?> stopped = others.submit(edge.server::stop);
      edge.awaitRefusedConnections();
      assertThat(asked.isDone()).isFalse();
      gate.go.complete(true);
      assertThat(asked.get().verdict()).isEqualTo("404 shop_unknown");
      assertThat(asked.get().header("Connection")).isEqualTo("close");
      stopped.get();
      assertThatThrownBy(() -> edge.call("GET", "/health/live", "", ""))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void shouldNotStartOnAPortThatIsTaken() {
    try (TestEdge first = new TestEdge()) {
      EdgeSettings same = EdgeSettings.of("127.0.0.1", first.server.port(), "fsync");
      assertThatThrownBy(() -> new TestEdge(same))
          .isInstanceOf(CannotListen.class)
          .hasMessageStartingWith("Cannot listen on port " + first.server.port());
    }
  }

  /** The first is kept for documents by RFC 5737, the second name by RFC 2606: nobody has them. */
  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "nobody.invalid"})
  void shouldNotStartAtAnAddressThatIsNotOurs(String host) {
    EdgeSettings elsewhere = EdgeSettings.of(host, 0, "fsync");
    assertThatThrownBy(() -> new TestEdge(elsewhere)).isInstanceOf(CannotListen.class);
  }
}
