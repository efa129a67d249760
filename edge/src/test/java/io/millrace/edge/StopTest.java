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
}
