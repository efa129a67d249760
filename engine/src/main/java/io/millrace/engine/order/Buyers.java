package io.millrace.engine.order;

import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.table.FreeNumbers;
import io.millrace.engine.table.HashIndex;
import io.millrace.engine.table.Slots;
import io.millrace.model.BuyerId;
import java.util.Arrays;

/**
 * The buyers who have orders here, by number: who each is, and where its chain of orders begins.
 * One whose last order has left is forgotten, and its number given to another. Owned by the shard's
 * writer.
 *
 * <p>Every order looks its buyer up, and among a hundred thousand buyers nothing of it is in a
 * cache. So a buyer is a row of 64 bytes with its name in it, found by one probe of the index and
 * one look at the row; as objects (entry, id, string, bytes) it took three more misses, which was
 * nearly half the time of an order. Bytes and not longs, because so a name is copied and compared
 * by the instructions made for that.
 *
 * <pre>
 *  0          8        12      16   17                                 64
 * ┌──────────┬────────┬───────┬────┬─────────────────────────────────┐
 * │ text hash│ newest │ shop  │size│ name, 1 to 47 of A-Z a-z 0-9 … │
 * └──────────┴────────┴───────┴────┼──────────┬──────────────────────┘
 *                                  │  number  │  48 to 64: in long names
 *                                  └──────────┴──────────────────────
 * </pre>
 *
 * <p>Newest is the position of the buyer's newest order, plus 1; the text hash is what each order's
 * digest needs of the name. 64 bytes a buyer, 8 to 16 in the index, and some 100 for a long name.
 */
final class Buyers {
  static final int NONE = HashIndex.NONE;

  private static final int ROW_BYTES = 64;
  private static final int TEXT_HASH = 0;
  private static final int NEWEST = 8;
  private static final int SHOP = 12;
  private static final int NAME_SIZE = 16;
  private static final int NAME = 17;
  private static final int NAME_BYTES_MAX = ROW_BYTES - NAME;

  /** Of an id: the longest name and some room. */
  private static final int SOUGHT_BYTES = 128;

  private static final int LONG_NAME_BYTES = 104;

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;

  private byte[][] chunks = new byte[16][];
  private int numbers;
  private final FreeNumbers free = new FreeNumbers();
  private final Slots<BuyerId> longNames = new Slots<>();
  private final HashIndex index = new HashIndex();

  /** The name that is being looked for. */
  private final byte[] sought = new byte[SOUGHT_BYTES];

  /** The buyer's number, or {@link #NONE}. */
  int find(Shop shop, BuyerId id) {
    int chars = id.value().length();
    if (chars <= NAME_BYTES_MAX) {
      copy(id, chars, sought, 0);
    }
    int hash = hash(shop, id);
    int buyer = index.first(hash);
    while (buyer != NONE && !isOf(buyer, shop, id, chars)) {
      buyer = index.after(hash, buyer);
    }
    return buyer;
  }

  /** A look at where {@link #find} will begin. */
  long glance(int hash) {
    return index.glance(hash);
  }

  /** A buyer who is most likely the one, or {@link #NONE}. */
  int likely(int hash) {
    return index.first(hash);
  }

  /** A look at a buyer, from the beginning to where most names end. */
  int glanceAt(int buyer) {
    byte[] bytes = chunkOf(buyer);
    int place = placeOf(buyer);
    return bytes[place] + bytes[place + ROW_BYTES / 2];
  }

  int claim(Shop shop, BuyerId id) {
    int known = find(shop, id);
    return known == NONE ? add(shop, id) : known;
  }

  private int add(Shop shop, BuyerId id) {
    int reused = free.pop();
    int buyer = reused == FreeNumbers.NONE ? append() : reused;
    byte[] bytes = chunkOf(buyer);
    int place = placeOf(buyer);
    int chars = id.value().length();
    setLong(bytes, place + TEXT_HASH, Mix.text(id.value()));
    setInt(bytes, place + SHOP, shop.number());
    bytes[place + NAME_SIZE] = (byte) chars;
    if (chars <= NAME_BYTES_MAX) {
      copy(id, chars, bytes, place + NAME);
    } else {
      setInt(bytes, place + NAME, longNames.add(id));
    }
    index.add(hash(shop, id), buyer);
    return buyer;
  }

  private int append() {
    int buyer = numbers++;
    int chunk = buyer >>> CHUNK_BITS;
    if ((buyer & (CHUNK_ROWS - 1)) == 0) {
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunk * 2);
      }
      chunks[chunk] = new byte[CHUNK_ROWS * ROW_BYTES];
    }
    return buyer;
  }

  /** Forgets a buyer who has no order any more. */
  void remove(Shop shop, int buyer) {
    byte[] bytes = chunkOf(buyer);
    int place = placeOf(buyer);
    index.remove(hash(shop, id(buyer)), buyer);
    if (bytes[place + NAME_SIZE] > NAME_BYTES_MAX) {
      longNames.remove(getInt(bytes, place + NAME));
    }
    Arrays.fill(bytes, place, place + ROW_BYTES, (byte) 0);
    free.push(buyer);
  }

  static int hash(Shop shop, BuyerId id) {
    return (int) Mix.mix(shop.digestId() ^ id.value().hashCode());
  }

  private boolean isOf(int buyer, Shop shop, BuyerId id, int chars) {
    byte[] bytes = chunkOf(buyer);
    int place = placeOf(buyer);
    if (bytes[place + NAME_SIZE] != chars || getInt(bytes, place + SHOP) != shop.number()) {
      return false;
    }
    return chars <= NAME_BYTES_MAX
        ? Arrays.equals(bytes, place + NAME, place + NAME + chars, sought, 0, chars)
        : longName(bytes, place).equals(id);
  }

  @SuppressWarnings("deprecation") // it drops high bytes, and the names of buyers have none
  private static void copy(BuyerId id, int chars, byte[] target, int at) {
    id.value().getBytes(0, chars, target, at);
  }

  @SuppressWarnings("deprecation") // it takes bytes for characters, which here they are
  private static String name(byte[] bytes, int place, int chars) {
    return new String(bytes, 0, place + NAME, chars);
  }

  private BuyerId longName(byte[] bytes, int place) {
    return longNames.get(getInt(bytes, place + NAME));
  }

  BuyerId id(int buyer) {
    byte[] bytes = chunkOf(buyer);
    int place = placeOf(buyer);
    int chars = bytes[place + NAME_SIZE];
    return chars <= NAME_BYTES_MAX
        ? new BuyerId(name(bytes, place, chars))
        : longName(bytes, place);
  }

  long textHash(int buyer) {
    return getLong(chunkOf(buyer), placeOf(buyer) + TEXT_HASH);
  }

  /** The number of its shop. */
  int shop(int buyer) {
    return getInt(chunkOf(buyer), placeOf(buyer) + SHOP);
  }

  /** The position of its newest order, or {@link #NONE}. */
  int newest(int buyer) {
    return getInt(chunkOf(buyer), placeOf(buyer) + NEWEST) - 1;
  }

  void newest(int buyer, int position) {
    setInt(chunkOf(buyer), placeOf(buyer) + NEWEST, position + 1);
  }

  /** Whether somebody has the number: nobody's name is empty. */
  boolean has(int buyer) {
    return buyer >= 0 && buyer < numbers && chunkOf(buyer)[placeOf(buyer) + NAME_SIZE] != 0;
  }

  int size() {
    return numbers - free.size();
  }

  /** Numbers that were ever given out are below this. */
  int numbers() {
    return numbers;
  }

  long estimatedBytes() {
    long used = (numbers + CHUNK_ROWS - 1L) >>> CHUNK_BITS;
    return used * CHUNK_ROWS * ROW_BYTES
        + index.bytes()
        + (long) longNames.size() * LONG_NAME_BYTES;
  }

  private byte[] chunkOf(int buyer) {
    return chunks[buyer >>> CHUNK_BITS];
  }

  private static int placeOf(int buyer) {
    return (buyer & (CHUNK_ROWS - 1)) * ROW_BYTES;
  }

  // Numbers lie low byte first.

  private static int getInt(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  private static void setInt(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }

  private static long getLong(byte[] bytes, int at) {
    return Integer.toUnsignedLong(getInt(bytes, at))
        | (long) getInt(bytes, at + Integer.BYTES) << Integer.SIZE;
  }

  private static void setLong(byte[] bytes, int at, long value) {
    setInt(bytes, at, (int) value);
    setInt(bytes, at + Integer.BYTES, (int) (value >>> Integer.SIZE));
  }
}
