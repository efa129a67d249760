package io.millrace.engine.snapshot;

import static io.millrace.engine.proof.BrokenInvariant.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All state, block after block, at whatever pace they are asked for; the state must not change
 * before the last one. Owned by the thread that owns the state.
 *
 * <pre>
 *  0        4         8        12
 * ┌────────┬─────────┬────────┬─────────┬─────────┬───
 * │ kind   │ version │ things │ thing 0 │ thing 1 │ …
 * └────────┴─────────┴────────┴─────────┴─────────┴───
 * </pre>
 *
 * <p>A block holds things of one kind, whole ones.
 */
public final class StateSlices {
  /** What a block has at most: what a snapshot file takes in one piece. */
  public static final int BLOCK_BYTES_MAX = 1 << 20;

  /** A fact of one command, and what is remembered beside it. */
  static final int THING_BYTES_MAX = 1 << 19;

  private static final int COUNT_AT = 2 * Integer.BYTES;

  private final List<Section> sections;
  private final StateWriter block = new StateWriter();
  private int place;
  private Section.@Nullable Walk walk;

  public StateSlices(List<Section> sections) {
    this.sections = sections;
  }

  /** The next block, valid until the next call; null behind the last. */
  public @Nullable StateWriter next() {
    while (place < sections.size()) {
      Section section = sections.get(place);
      Section.Walk walking = walk;
      if (walking == null) {
        walking = section.walk();
        walk = walking;
      }
      if (fill(section.kind(), walking)) {
        return block;
      }
      walk = null;
      place++;
    }
    return null;
  }

  private boolean fill(SectionKind kind, Section.Walk walking) {
    block.clear();
    block.small(kind.number()).small(kind.version()).small(0);
    int things = 0;
    while (block.length() <= BLOCK_BYTES_MAX - THING_BYTES_MAX && walking.next(block)) {
      things++;
    }
    check(block.length() <= BLOCK_BYTES_MAX, "a thing of the state fits into a block");
    block.smallAt(COUNT_AT, things);
    return things > 0;
  }
}
