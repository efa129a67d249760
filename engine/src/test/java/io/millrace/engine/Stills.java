package io.millrace.engine;

import io.millrace.engine.snapshot.StateBuilder;
import io.millrace.engine.snapshot.StateSlices;
import io.millrace.engine.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Snapshots in memory. */
final class Stills {
  /** The number of the kind, as files have it. */
  private static final int ORDERS = 7;

  private Stills() {}

  /** Equal by what is in it. */
  @SuppressWarnings("ArrayRecordComponent") // equality is written out
  record Block(byte[] bytes) {
    int length() {
      return bytes.length;
    }

    boolean isOfOrders() {
      return bytes[0] == ORDERS;
    }

    Block cut(int length) {
      return new Block(Arrays.copyOf(bytes, length));
    }

    Block with(int at, int value) {
      byte[] changed = bytes.clone();
      changed[at] = (byte) value;
      return new Block(changed);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Block block && Arrays.equals(bytes, block.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** A megabyte of numbers would help nobody. */
    @Override
    public String toString() {
      return "block of kind " + bytes[0] + ", " + bytes.length + " bytes";
    }
  }

  /** All blocks, in order. */
  static List<Block> of(Engine engine) {
    List<Block> blocks = new ArrayList<>();
    StateSlices slices = engine.slices();
    for (StateWriter block = slices.next(); block != null; block = slices.next()) {
      blocks.add(new Block(Arrays.copyOf(block.array(), block.length())));
    }
    return blocks;
  }

  static Engine restored(Engine engine, EngineLimits limits) {
    return restored(of(engine), engine.digest(), limits);
  }

  static Engine restored(List<Block> blocks, long digest, EngineLimits limits) {
    Engine fresh = new Engine(Wishes.SHARD, limits);
    StateBuilder builder = fresh.builder();
    for (Block block : blocks) {
      builder.add(block.bytes, block.bytes.length);
    }
    fresh.proveBuilt(digest);
    return fresh;
  }
}
