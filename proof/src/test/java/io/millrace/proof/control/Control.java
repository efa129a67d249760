package io.millrace.proof.control;

import io.millrace.engine.Engine;
import io.millrace.journal.Disk;
import io.millrace.journal.Log;
import io.millrace.node.Clock;
import io.millrace.proof.audit.Promise;
import io.millrace.proof.world.EffectFate;
import io.millrace.proof.world.KeptFacts;
import io.millrace.proof.world.Parts;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;
import java.util.Set;
import java.util.function.Supplier;

/** A protection, the parts of a machine that does without it, and the promises that this breaks. */
@SuppressWarnings(
    "ImmutableEnumChecker") // what makes the parts keeps nothing, and sets never change
enum Control {
  CHECK_OF_STOCK(engine(CrookedEngines.WithoutStockCheck::new), Promise.NEVER_OVERSELL),
  SUM_OF_EQUAL_LINES(engine(CrookedEngines.WithoutSumOfLines::new), Promise.NEVER_OVERSELL),
  BUYERS_LIMIT(engine(CrookedEngines.WithoutBuyerLimit::new), Promise.AS_THE_RULES_SAY),
  PRICE_GUARD(engine(CrookedEngines.WithoutPriceGuard::new), Promise.AS_THE_RULES_SAY),
  KEYS_ARE_REMEMBERED(engine(CrookedEngines.WithoutKeys::new), Promise.ONE_KEY_ONE_EFFECT),
  KEYS_STAND_IN_FACTS(engine(CrookedEngines.WithoutKeysInFacts::new), Promise.NOTHING_LOST),
  KEYS_ARE_OF_ONE_REQUEST(
      engine(CrookedEngines.WithoutFingerprints::new), Promise.AS_THE_RULES_SAY),
  TOKENS_ARE_SPENT_ONCE(engine(CrookedEngines.WithoutSpentTokens::new), Promise.ONE_KEY_ONE_EFFECT),
  RELEASE_ON_EXPIRY(engine(CrookedEngines.WithoutRelease::new), Promise.AS_THE_RULES_SAY),
  RETURN_OF_QUOTA(engine(CrookedEngines.WithoutReturnOfQuota::new), Promise.AS_THE_RULES_SAY),
  NO_TIMER_EARLY(engine(shard -> new CrookedEngines.WithTimersOff(shard, 40)), Promise.ON_TIME),
  NO_TIMER_LATE(engine(shard -> new CrookedEngines.WithTimersOff(shard, -3_000)), Promise.ON_TIME),
  TIMERS_ARE_CANCELLED(engine(CrookedEngines.WithoutCancelOfTimers::new), Promise.ON_TIME),
  EPOCHS_OF_LEASES(engine(CrookedEngines.WithoutLeaseEpochs::new), Promise.AS_THE_RULES_SAY),
  GROUPS_OF_WORKERS(engine(CrookedCounters.WithoutGroups::new), Promise.AS_THE_RULES_SAY),
  KEYS_ARE_REVOKED(engine(CrookedCounters.WithoutRevocation::new), Promise.AS_THE_RULES_SAY),
  APPLY_READS_FACTS_ALONE(
      () ->
          new Parts() {
            private int engines;

            @Override
            public Engine engine(int shard) {
              return new CrookedEngines.WithMoodyApply(shard, engines++ % 2 == 1);
            }
          },
      Promise.SAME_FACTS_SAME_STATE,
      Promise.NOTHING_LOST),
  /** A follower may have had what is lost before the auditor has. */
  FSYNC(
      () ->
          new Parts() {
            @Override
            public Disk disk(SimulatedDisk disk) {
              disk.ignoreForces();
              return disk;
            }
          },
      Promise.NOTHING_LOST,
      Promise.EVERYONE_HEARS),
  FSYNC_OF_DIRECTORIES(
      () ->
          new Parts() {
            @Override
            public Disk disk(SimulatedDisk disk) {
              disk.ignoreDirectoryForces();
              return disk;
            }
          },
      Promise.NOTHING_LOST,
      Promise.EVERYONE_HEARS),
  A_FAILED_FSYNC_STOPS(
      disk(CrookedDisks.WithoutFailures::new), Promise.NOTHING_LOST, Promise.EVERYONE_HEARS),
  COPIES_ARE_FORCED(disk(CrookedDisks.WithoutForcedCopies::new), Promise.NOTHING_LOST),
  CHECKSUMS(disk(CrookedDisks.WithoutChecksums::new), Promise.NOTHING_LOST),
  DAMAGE_IS_NOT_CUT(disk(CrookedDisks.WithDamageForTorn::new), Promise.NOTHING_LOST),
  ANSWER_AFTER_FSYNC(log(CrookedLog.WithoutWaiting::new), Promise.NOTHING_LOST),
  EPOCHS_OF_THE_LOG(log(CrookedLog.WithoutEpochs::new), Promise.SERVES_AGAIN),
  NO_CURSOR_BEFORE_ITS_EFFECT(effect(CrookedEffects.WithCursorFirst::new), Promise.EVERYONE_HEARS),
  NO_EFFECT_BEFORE_ITS_CURSOR(effect(CrookedEffects.WithCursorLast::new), Promise.EVERYONE_HEARS),
  LOG_TIME_IS_NOT_THE_WALL_CLOCK(
      () ->
          new Parts() {
            @Override
            public Clock clock(SimulatedClock clock) {
              return new WallClockOnly(clock);
            }
          },
      Promise.ON_TIME);

  private final Supplier<Parts> parts;
  private final Set<Promise> promises;

  Control(Supplier<Parts> parts, Promise... promises) {
    this.parts = parts;
    this.promises = Set.of(promises);
  }

  /** A machine without this protection. */
  Parts parts() {
    return parts.get();
  }

  Set<Promise> promises() {
    return promises;
  }

  private interface EngineMaker {
    Engine make(int shard);
  }

  private interface DiskMaker {
    Disk make(Disk disk);
  }

  private interface LogMaker {
    Log make(Log log);
  }

  private static Supplier<Parts> engine(EngineMaker maker) {
    return () ->
        new Parts() {
          @Override
          public Engine engine(int shard) {
            return maker.make(shard);
          }
        };
  }

  private static Supplier<Parts> disk(DiskMaker maker) {
    return () ->
        new Parts() {
          @Override
          public Disk disk(SimulatedDisk disk) {
            return maker.make(disk);
          }
        };
  }

  private interface EffectMaker {
    KeptFacts make(EffectFate fate);
  }

  private static Supplier<Parts> effect(EffectMaker maker) {
    return () ->
        new Parts() {
          @Override
          public KeptFacts effect(EffectFate fate) {
            return maker.make(fate);
          }
        };
  }

  private static Supplier<Parts> log(LogMaker maker) {
    return () ->
        new Parts() {
          @Override
          public Log log(Log log, Clock clock) {
            return maker.make(log);
          }
        };
  }

  /** A node that takes the civil time for the time that passes. */
  private record WallClockOnly(SimulatedClock clock) implements Clock {
    @Override
    public long wallMillis() {
      return clock.wallMillis();
    }

    @Override
    public long monotonicNanos() {
      return clock.wallMillis() * 1_000_000;
    }
  }
}
