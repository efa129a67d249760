package io.millrace.proof.control;

import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.fact.MerchantKeyRevoked;
import java.util.List;

/** Engines that lack a protection of what merchants and workers rely on. */
final class CrookedCounters {

  private CrookedCounters() {}

  /** Hands out what is meant for other workers. */
  static final class WithoutGroups extends CrookedEngine {
    WithoutGroups(int shard) {
      super(shard);
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      return request.command() instanceof LeaseTasks lease
          ? super.decide(
              with(
                  request,
                  new LeaseTasks(
                      lease.queue(),
                      lease.max(),
                      lease.lease(),
                      lease.waiting(),
                      lease.rank(),
                      List.of())),
              nowMillis)
          : super.decide(request, nowMillis);
    }
  }

  /** Goes on believing a key that was revoked. */
  static final class WithoutRevocation extends CrookedEngine {
    WithoutRevocation(int shard) {
      super(shard);
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      if (recorded.fact() instanceof MerchantKeyRevoked) {
        applyWithoutEffect(recorded, atMillis);
      } else {
        super.apply(recorded, atMillis);
      }
    }
  }
}
