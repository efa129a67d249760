package io.millrace.engine.snapshot;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.wire.FactDecoder;
import java.time.DateTimeException;
import java.util.List;

/** Builds a state from the blocks of a snapshot. Owned by the thread that owns the state. */
public final class StateBuilder {
  private final List<Section> sections;

  /** One for all facts: a new one costs more than most of them. */
  private final FactDecoder decoder = new FactDecoder();

  private int place;

  /**
   * Of a state that is still empty.
   *
   * @param sections in the order in which they are written
   */
  public StateBuilder(List<Section> sections) {
    this.sections = sections;
  }

  /**
   * Adds what a block holds.
   *
   * @throws UnreadableState if it cannot be what a state of this build wrote
   */
  public void add(byte[] bytes, int length) {
    StateReader block = new StateReader(bytes, length, decoder);
    SectionKind kind = SectionKind.ofNumber(block.small());
    int version = block.small();
    if (!kind.reads(version)) {
      throw new UnreadableState(
          "its %s is of version %d, and this build reads %d"
              .formatted(kind, version, kind.version()));
    }
    block.ofVersion(version);
    int things = block.small();
    Section section = advance(kind);
    try {
      for (int i = 0; i < things; i++) {
        section.read(block);
      }
    } catch (BrokenInvariant
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | DateTimeException e) { // what ids, currencies and zones refuse, and what fits nowhere
      throw new UnreadableState("its %s cannot be: %s".formatted(kind, e.getMessage()), e);
    }
    if (!block.atEnd()) {
      throw new UnreadableState("a block of its %s goes on behind the last thing".formatted(kind));
    }
  }

  private Section advance(SectionKind kind) {
    while (place < sections.size() && sections.get(place).kind() != kind) {
      place++;
    }
    if (place == sections.size()) {
      throw new UnreadableState("its %s stands at the wrong place".formatted(kind));
    }
    return sections.get(place);
  }
}
