package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.SlotTable;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.TimePassed;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Wire forms of the facts about the shard itself. */
final class NodeFacts {

  private static final int SLOTS_VERSION = 1;
  private static final int SLOTS_SHARDS = 2;

  private NodeFacts() {}

  static void write(WireWriter out, Opened opened) {
    int message = out.open(Wire.OPENED);
    out.fixed(1, opened.logIdHigh());
    out.fixed(2, opened.logIdLow());
    out.number(3, opened.epoch());
    out.number(4, opened.shard());
    out.number(5, opened.shards());
    int slots = out.open(6);
    out.number(SLOTS_VERSION, opened.slots().version());
    out.bytes(SLOTS_SHARDS, shardsBySlot(opened.slots()));
    out.close(slots);
    out.close(message);
  }

  static void write(WireWriter out, LevelRaised raised) {
    int message = out.open(Wire.LEVEL_RAISED);
    out.number(1, raised.level());
    out.close(message);
  }

  static void write(WireWriter out, TimePassed passed) {
    out.close(out.open(Wire.TIME_PASSED));
  }

  static @Nullable Fact read(CodedInputStream in, int type) throws IOException {
    return switch (type) {
      case Wire.OPENED -> Wire.nested(in, NodeFacts::opened);
      case Wire.LEVEL_RAISED -> Wire.nested(in, NodeFacts::levelRaised);
      case Wire.TIME_PASSED -> Wire.nested(in, NodeFacts::timePassed);
      default -> null;
    };
  }

  private static Opened opened(CodedInputStream in) throws IOException {
    long high = 0;
    long low = 0;
    long epoch = 0;
    int shard = 0;
    int shards = 0;
    SlotTable slots = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> high = in.readFixed64();
        case 2 -> low = in.readFixed64();
        case 3 -> epoch = in.readUInt64();
        case 4 -> shard = in.readUInt32();
        case 5 -> shards = in.readUInt32();
        case 6 -> slots = Wire.nested(in, NodeFacts::slots);
        default -> in.skipField(tag);
      }
    }
    return new Opened(high, low, epoch, shard, shards, Wire.require(slots, "slot table"));
  }

  private static SlotTable slots(CodedInputStream in) throws IOException {
    int version = 0;
    byte[] packed = {};
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case SLOTS_VERSION -> version = in.readUInt32();
        case SLOTS_SHARDS -> packed = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    return SlotTable.of(version, unpacked(packed));
  }

  private static LevelRaised levelRaised(CodedInputStream in) throws IOException {
    int level = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (Wire.field(tag) == 1) {
        level = in.readUInt32();
      } else {
        in.skipField(tag);
      }
    }
    return new LevelRaised(level);
  }

  private static TimePassed timePassed(CodedInputStream in) throws IOException {
    in.skipMessage();
    return new TimePassed();
  }

  /** Two bytes a slot, low byte first: there are at most 1,024 shards. */
  private static byte[] shardsBySlot(SlotTable slots) {
    byte[] packed = new byte[2 * SlotTable.SLOTS];
    for (int slot = 0; slot < SlotTable.SLOTS; slot++) {
      packed[2 * slot] = (byte) slots.shardOfSlot(slot);
      packed[2 * slot + 1] = (byte) (slots.shardOfSlot(slot) >>> 8);
    }
    return packed;
  }

  private static int[] unpacked(byte[] packed) {
    int[] shards = new int[packed.length / 2];
    for (int slot = 0; slot < shards.length; slot++) {
      shards[slot] = (packed[2 * slot] & 0xff) | (packed[2 * slot + 1] & 0xff) << 8;
    }
    return shards;
  }
}
