package io.millrace.proof.world;

import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;
import io.millrace.testkit.SplitMix;
import org.jspecify.annotations.Nullable;

/** The faults that befall a follower's effect, each at a moment that chance names. */
final class EffectFaults implements EffectFate {

  /** One refusal of a batch, five of its fact until it is parked, and one after an operator. */
  private static final int REFUSALS_MAX = 7;

  private final Faults faults;
  private final SplitMix chance;
  private @Nullable Moment kills;
  private Moment fails = Moment.BEFORE;
  private boolean hidesSwap;
  private int refusals;
  private long refused;

  EffectFaults(Faults faults, SplitMix chance) {
    this.faults = faults;
    this.chance = chance;
  }

  /** The next effect meets it. */
  void strike(Fault fault) {
    if (fault == Fault.EFFECT_KILLED) {
      kills = anyMoment();
    } else if (fault == Fault.SWAP_UNHEARD) {
      hidesSwap = true;
    } else if (fault == Fault.EFFECT_REFUSES) {
      refusals = 1 + chance.below(REFUSALS_MAX);
      refused = 0;
    }
  }

  /** What was to come does not; a fact that was refused often enough is parked all the same. */
  void heal() {
    kills = null;
  }

  private Moment anyMoment() {
    return switch (chance.below(3)) {
      case 0 -> Moment.BEFORE;
      case 1 -> Moment.WITHIN;
      default -> Moment.AFTER;
    };
  }

  @Override
  public void meet(Moment moment) throws EffectUnavailable {
    if (moment == Moment.REPLACED) {
      meet(Moment.AFTER);
      if (hidesSwap) {
        hidesSwap = false;
        throw new EffectUnavailable("nobody hears that what was made anew is in its place");
      }
    }
    if (moment == kills) {
      kills = null;
      throw new KilledAtEffect(moment);
    }
    if (moment == fails && faults.isOn(Fault.EFFECT_AWAY)) {
      fails = anyMoment();
      throw new EffectUnavailable("what a follower makes cannot be kept, " + moment);
    }
  }

  @Override
  public void judge(FactBatch batch) {
    if (refusals > 0 && refused == 0) {
      refused = batch.facts().get(chance.below(batch.facts().size())).sequence();
    }
    boolean isMeant =
        batch.facts().getFirst().sequence() <= refused
            && refused <= batch.facts().getLast().sequence();
    if (refusals > 0 && isMeant) {
      refusals--;
      throw new IllegalArgumentException("fact " + refused + " cannot be taken");
    }
  }
}
