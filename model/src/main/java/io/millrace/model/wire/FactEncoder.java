package io.millrace.model.wire;

import io.millrace.model.Recorded;
import io.millrace.model.RequestKey;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TimePassed;

/**
 * Turns facts into the payload of a frame, one after the other, into an array that it keeps. Owned
 * by the shard's writer thread.
 */
public final class FactEncoder {

  private static final int CAPACITY_BYTES = 1 << 16;

  private final WireWriter out = new WireWriter(CAPACITY_BYTES);

  public void add(Recorded recorded) {
    int message = out.openLong(Wire.BATCH_FACT);
    out.number(Wire.LEVEL, recorded.level());
    if (recorded.shop() != null) {
      out.name(Wire.SHOP, recorded.shop().value());
    }
    out.number(Wire.SHOP_SEQUENCE, recorded.shopSequence());
    out.number(Wire.ROLE, recorded.actor().role().number());
    if (!recorded.actor().id().isEmpty()) {
      out.text(Wire.ACTOR, recorded.actor().id());
    }
    RequestKey key = recorded.key();
    if (key != null) {
      out.fixed(Wire.KEY_SCOPE_HIGH, key.scope().high());
      out.fixed(Wire.KEY_SCOPE_LOW, key.scope().low());
      out.fixed(Wire.KEY_COMMAND_HIGH, key.command().high());
      out.fixed(Wire.KEY_COMMAND_LOW, key.command().low());
    }
    write(recorded.fact());
    out.closeLong(message);
  }

  private void write(Fact fact) {
    switch (fact) {
      case Opened opened -> NodeFacts.write(out, opened);
      case LevelRaised raised -> NodeFacts.write(out, raised);
      case TimePassed passed -> NodeFacts.write(out, passed);
      case OrderFact order -> OrderFacts.write(out, order);
      case TaskFact task -> TaskFacts.write(out, task);
      case ShopFact shop -> ShopFacts.write(out, shop);
    }
  }

  /** The encoded facts are the first {@link #length} bytes; valid until the next change. */
  public byte[] array() {
    return out.array();
  }

  public int length() {
    return out.position();
  }

  /** Takes back what was added after {@link #length} was {@code length}. */
  public void truncate(int length) {
    out.truncate(length);
  }
}
