package io.millrace.proof.world;

import io.millrace.model.Recorded;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.FollowedFact;
import io.millrace.node.follow.Rebuildable;
import io.millrace.node.follow.SkippedFact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A follower's effect that is the facts themselves, with its cursor beside them, in memory that
 * outlives the process: as a database on another machine does. Both are kept at one stroke.
 */
public class KeptFacts implements Rebuildable {
  private final EffectFate fate;
  private List<Kept> facts = new ArrayList<>();
  private List<SkippedFact> skipped = new ArrayList<>();
  private @Nullable Cursor cursor;
  private @Nullable KeptFacts beside;

  /** Somebody has begun it, as tables are made when they are opened for the first time. */
  private boolean isBegun;

  /**
   * A fact that had its effect.
   *
   * @param fact null for one that was skipped
   */
  record Kept(long sequence, @Nullable Recorded fact) {}

  /** An effect that no fact has had yet. */
  public KeptFacts(EffectFate fate) {
    this.fate = fate;
  }

  /** The same facts under another cursor, for a follower that nothing else befalls. */
  KeptFacts under(Cursor other, EffectFate calm) {
    KeptFacts copy = new KeptFacts(calm);
    copy.facts = new ArrayList<>(facts);
    copy.cursor = other;
    return copy;
  }

  /** Another of this kind, empty. */
  protected KeptFacts another() {
    return new KeptFacts(fate);
  }

  /** All that had their effect, in the order in which they had it. */
  List<Kept> facts() {
    return facts;
  }

  /** Up to where it says that facts had their effect. */
  long upTo() {
    Cursor now = cursor;
    return now == null ? 0 : now.sequence();
  }

  @Override
  public @Nullable Cursor cursor(int shard) {
    isBegun = true;
    return cursor;
  }

  @Override
  public final void take(FactBatch batch) throws EffectUnavailable {
    fate.meet(EffectFate.Moment.BEFORE);
    fate.judge(batch);
    keep(batch);
    fate.meet(EffectFate.Moment.AFTER);
  }

  /** At one stroke: what is cut off within leaves nothing. */
  protected void keep(FactBatch batch) throws EffectUnavailable {
    cutOffHere();
    write(batch);
    move(batch);
  }

  /** The moment within, for those who are not done at one stroke. */
  protected final void cutOffHere() throws EffectUnavailable {
    fate.meet(EffectFate.Moment.WITHIN);
  }

  protected final void write(FactBatch batch) {
    for (FollowedFact fact : batch.facts()) {
      facts.add(new Kept(fact.sequence(), fact.recorded()));
    }
  }

  protected final void move(FactBatch batch) {
    cursor = batch.end();
  }

  @Override
  public void skip(FactBatch batch, SkippedFact skip) throws EffectUnavailable {
    fate.meet(EffectFate.Moment.BEFORE);
    cutOffHere();
    facts.add(new Kept(skip.sequence(), null));
    skipped.add(skip);
    move(batch);
    fate.meet(EffectFate.Moment.AFTER);
  }

  @Override
  public List<SkippedFact> skipped() {
    return skipped.reversed();
  }

  @Override
  public KeptFacts beside() {
    KeptFacts made = next();
    made.isBegun = true;
    return made;
  }

  private KeptFacts next() {
    KeptFacts made = beside;
    if (made == null) {
      made = another();
      beside = made;
    }
    return made;
  }

  @Override
  public boolean hasBeside() {
    return next().isBegun;
  }

  /** Once more, it does nothing: who was not told that it is done asks again. */
  @Override
  public void swap() throws EffectUnavailable {
    fate.meet(EffectFate.Moment.BEFORE);
    cutOffHere();
    if (hasBeside()) {
      become(next());
    }
    fate.meet(EffectFate.Moment.REPLACED);
  }

  private void become(KeptFacts made) {
    facts = made.facts;
    skipped = made.skipped;
    cursor = made.cursor;
    made.facts = new ArrayList<>();
    made.skipped = new ArrayList<>();
    made.cursor = null;
    made.isBegun = false;
  }

  @Override
  public void close() {
    // it outlives whoever follows
  }
}
