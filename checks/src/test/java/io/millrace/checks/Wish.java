package io.millrace.checks;

import io.millrace.model.Request;
import io.millrace.node.Reply;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something a shopper wants and asks for, under one key, until there is an answer. */
final class Wish {

  private final Request request;
  private @Nullable CompletableFuture<Reply> pending;
  private boolean answered;

  Wish(Request request) {
    this.request = request;
  }

  Request request() {
    return request;
  }

  boolean idle() {
    return pending == null;
  }

  boolean answered() {
    return answered;
  }

  void sent(CompletableFuture<Reply> reply) {
    pending = reply;
  }

  void lost() {
    pending = null;
  }

  /** The reply if it has come; the wish is idle again then. */
  @Nullable Reply take() {
    CompletableFuture<Reply> reply = pending;
    if (reply == null || !reply.isDone()) {
      return null;
    }
    pending = null;
    Reply here = reply.join();
    answered |= here instanceof Reply.Decided;
    return here;
  }
}
