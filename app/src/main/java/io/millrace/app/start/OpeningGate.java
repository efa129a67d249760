package io.millrace.app.start;

import io.millrace.model.Request;
import io.millrace.model.refusal.Code;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The gate that the edge listens behind from the first moment. It is shut while the node replays,
 * so that whoever asks hears "not ready" instead of nothing; then it is the node's own.
 */
final class OpeningGate implements Gate {

  private static final Reply SHUT =
      new Reply.Failed(Code.NOT_READY, "the node is replaying its log; ask again");

  private final int shards;
  private volatile @Nullable Gate node;

  OpeningGate(int shards) {
    this.shards = shards;
  }

  void open(Gate behind) {
    node = behind;
  }

  @Override
  public CompletableFuture<Reply> submit(Request request) {
    Gate behind = node;
    return behind == null ? CompletableFuture.completedFuture(SHUT) : behind.submit(request);
  }

  @Override
  public CompletableFuture<Reply> submit(int shard, Request request) {
    Gate behind = node;
    return behind == null ? CompletableFuture.completedFuture(SHUT) : behind.submit(shard, request);
  }

  @Override
  public int shards() {
    return shards;
  }
}
