package io.millrace.projection;

import io.millrace.model.Actor;
import io.millrace.model.ShopId;
import io.millrace.model.fact.ShopFact;
import io.millrace.node.follow.FollowedFact;
import org.jspecify.annotations.Nullable;

/**
 * A shop's fact with what the log says of it.
 *
 * @param position the shop's sequence of the fact
 */
record FactPlace(ShopId shop, long position, long millis, Actor actor, int level, ShopFact fact) {

  /** Null for facts that are of no shop. */
  static @Nullable FactPlace of(FollowedFact followed) {
    ShopId shop = followed.recorded().shop();
    if (shop == null || !(followed.recorded().fact() instanceof ShopFact fact)) {
      return null;
    }
    return new FactPlace(
        shop,
        followed.recorded().shopSequence(),
        followed.timeMillis(),
        followed.recorded().actor(),
        followed.recorded().level(),
        fact);
  }
}
