package io.millrace.proof.control;

import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;
import io.millrace.proof.world.EffectFate;
import io.millrace.proof.world.KeptFacts;

/** Effects that are not kept at one stroke with their cursor. */
final class CrookedEffects {

  private CrookedEffects() {}

  /** Says that it has facts, and then keeps them. */
  static final class WithCursorFirst extends KeptFacts {
    private final EffectFate fate;

    WithCursorFirst(EffectFate fate) {
      super(fate);
      this.fate = fate;
    }

    @Override
    protected KeptFacts another() {
      return new WithCursorFirst(fate);
    }

    @Override
    protected void keep(FactBatch batch) throws EffectUnavailable {
      move(batch);
      cutOffHere();
      write(batch);
    }
  }

  /** Keeps facts, and then says so. */
  static final class WithCursorLast extends KeptFacts {
    private final EffectFate fate;

    WithCursorLast(EffectFate fate) {
      super(fate);
      this.fate = fate;
    }

    @Override
    protected KeptFacts another() {
      return new WithCursorLast(fate);
    }

    @Override
    protected void keep(FactBatch batch) throws EffectUnavailable {
      write(batch);
      cutOffHere();
      move(batch);
    }
  }
}
