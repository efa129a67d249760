package io.millrace.delivery.push;

import io.millrace.model.Actor;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.command.Change;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where other threads leave what they bring for the one that steps the pusher: what a shard
 * replied, what came of a request. It is brought as what is to be done about it there.
 */
final class Inbox {

  private final Gate gate;
  private final ConcurrentLinkedQueue<Runnable> brought = new ConcurrentLinkedQueue<>();
  private volatile Runnable wake = () -> {};

  Inbox(Gate gate) {
    this.gate = gate;
  }

  void wakeBy(Runnable how) {
    wake = how;
  }

  void wake() {
    wake.run();
  }

  /** By any thread. */
  void bring(Runnable event) {
    brought.add(event);
    wake();
  }

  /** The next, in the order in which they came; null if there is none. */
  @Nullable Runnable take() {
    return brought.poll();
  }

  /** Asks the shop's shard, and has its reply brought. */
  void ask(ShopId shop, Change change, Consumer<Reply> then) {
    var _ =
        gate.submit(Request.of(shop, Actor.NODE, change))
            .thenAccept(reply -> bring(() -> then.accept(reply)));
  }
}
