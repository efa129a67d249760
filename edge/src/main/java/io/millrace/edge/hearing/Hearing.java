package io.millrace.edge.hearing;

import io.millrace.model.read.ReadModel;
import io.millrace.node.delivery.Deliveries;
import io.millrace.node.delivery.PartyCalls;
import io.millrace.node.delivery.Pushes;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.Followers;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What hears of durable facts and can be asked. Where one is null, its routes are not there either.
 *
 * @param deliveries to endpoints of webhooks
 * @param pushes of tasks
 * @param calls to third parties
 * @param followers null from the supplier before the node serves
 */
public record Hearing(
    @Nullable ReadModel readModel,
    @Nullable FactStreams streams,
    @Nullable Supplier<@Nullable Followers> followers,
    @Nullable Deliveries deliveries,
    @Nullable Pushes pushes,
    @Nullable PartyCalls calls) {

  /** For a node that nobody listens to. */
  public static final Hearing NONE = new Hearing(null, null, null, null, null, null);
}
