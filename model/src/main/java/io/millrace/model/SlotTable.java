package io.millrace.model;

import java.util.Arrays;

/**
 * Which shard each of the 1,024 slots lives in. A shop's slot follows from its id alone; where the
 * slot lives is a versioned table that the log itself carries.
 */
public final class SlotTable {

  public static final int SLOTS = 1_024;

  private final int version;
  private final int[] shards;

  private SlotTable(int version, int[] shards) {
    if (shards.length != SLOTS) {
      throw new IllegalArgumentException("a slot table has " + SLOTS + " slots");
    }
    this.version = version;
    this.shards = shards;
  }

  /** The table of a new installation: slots dealt out in turn. */
  public static SlotTable dealt(int shardCount) {
    int[] shards = new int[SLOTS];
    Arrays.setAll(shards, slot -> slot % shardCount);
    return new SlotTable(1, shards);
  }

  public static SlotTable of(int version, int[] shards) {
    return new SlotTable(version, shards.clone());
  }

  public int version() {
    return version;
  }

  public int shardOf(ShopId shop) {
    return shards[slotOf(shop)];
  }

  /** How many shards there are: the table names the last of them. */
  public int shards() {
    return Arrays.stream(shards).max().orElse(0) + 1;
  }

  public int shardOfSlot(int slot) {
    return shards[slot];
  }

  public static int slotOf(ShopId shop) {
    return slotOf(shop.value());
  }

  /** Where a buyer's things go, when a shop's are spread too. No id has a slash in it. */
  public static int slotOf(ShopId shop, BuyerId buyer) {
    return slotOf(shop.value() + "/" + buyer.value());
  }

  private static int slotOf(String text) {
    return Integer.remainderUnsigned(Murmur3.hash32(text), SLOTS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotTable table
        && version == table.version
        && Arrays.equals(shards, table.shards);
  }

  @Override
  public int hashCode() {
    return 31 * version + Arrays.hashCode(shards);
  }

  @Override
  public String toString() {
    return "SlotTable[version " + version + "]";
  }
}
