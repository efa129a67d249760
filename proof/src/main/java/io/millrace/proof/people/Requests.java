package io.millrace.proof.people;

import io.millrace.model.Actor;
import io.millrace.model.Fingerprint;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineSkus;
import io.millrace.testkit.SplitMix;
import org.jspecify.annotations.Nullable;

/** Makes the requests of one shop's people, each with a key of its own where its route has one. */
final class Requests {
  private final ShopId shop;
  private final SplitMix chance;
  private final Recent<Request> asked = new Recent<>();
  private long keys;

  Requests(ShopId shop, SplitMix chance) {
    this.shop = shop;
    this.chance = chance;
  }

  Request of(Actor actor, Command command) {
    RequestKey key = isKeyed(command) ? new RequestKey(fingerprint(), fingerprint()) : null;
    Request request = new Request(shop, actor, key, Precondition.NONE, command);
    if (key != null) {
      asked.add(request);
    }
    return request;
  }

  Request of(Actor actor, Precondition precondition, Command command) {
    return new Request(shop, actor, null, precondition, command);
  }

  /** Another thing under the key of what was asked before. */
  Request underKeyOf(Request before, Request other) {
    RequestKey used = before.key();
    RequestKey own = other.key();
    return used == null || own == null
        ? other
        : new Request(
            shop,
            before.actor(),
            new RequestKey(used.scope(), own.command()),
            Precondition.NONE,
            other.command());
  }

  /** Something that was asked under a key, perhaps long ago; null if nothing was. */
  @Nullable Request anyAsked() {
    return asked.any(chance);
  }

  /** No two are the same. */
  Fingerprint fingerprint() {
    return new Fingerprint(chance.next(), ++keys);
  }

  private static boolean isKeyed(Command command) {
    return command instanceof DefineSkus
        || switch (Operation.of(command)) {
          case PLACE, PAY, CANCEL, EXTEND, SHIP, DELIVER, POSTPONE, COMPLETE, STOCK -> true;
          case DEFINE, READ, SCHEDULE, UNSCHEDULE, LEASE, ACK, NACK, PROLONG, REVIVE -> false;
        };
  }
}
