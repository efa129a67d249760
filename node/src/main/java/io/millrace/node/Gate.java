package io.millrace.node;

import io.millrace.model.Request;
import java.util.concurrent.CompletableFuture;

/** Where requests enter a node. Any thread may come here; only the writers go further. */
public interface Gate {

  /**
   * Hands a request to the shard of its shop. The reply comes when everything that it rests on is
   * durable; it always comes, and never exceptionally.
   */
  CompletableFuture<Reply> submit(Request request);

  /** The same for one shard, whatever shop is named: lists that span shops ask each. */
  CompletableFuture<Reply> submit(int shard, Request request);

  int shards();
}
