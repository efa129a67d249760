package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.Actor;
import io.millrace.model.Fingerprint;
import io.millrace.model.Level;
import io.millrace.model.Recorded;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of a frame. Fields that it does not know are passed over, as the rule of levels
 * allows; a type, an enum value or a level that it does not know stops it.
 *
 * <p>A decoder that is kept knows again the texts that it has read. Owned by one thread.
 */
public final class FactDecoder {

  private final int levelMax;
  private KnownTexts known = KnownTexts.none();
  private CodedInputStream in = CodedInputStream.newInstance(new byte[0]);
  private @Nullable ShopId lastShop;

  /** Of what this build can read. */
  public FactDecoder() {
    this(Level.CURRENT);
  }

  /** Of facts up to a level. */
  public FactDecoder(int levelMax) {
    this.levelMax = levelMax;
  }

  /** Reads one payload, with a decoder of its own. */
  public static List<Recorded> decode(byte[] payload) {
    return decode(payload, payload.length);
  }

  public static List<Recorded> decode(byte[] payload, int length) {
    FactDecoder decoder = new FactDecoder();
    decoder.begin(payload, length);
    List<Recorded> facts = new ArrayList<>();
    decoder.read(facts, Integer.MAX_VALUE);
    return facts;
  }

  /** What {@link #read} reads from now on. */
  public void begin(byte[] payload, int length) {
    known = known.of(payload);
    in = CodedInputStream.newInstance(payload, 0, length);
  }

  /** Adds the next facts to a list, at most so many; none when the payload has no more. */
  public void read(List<Recorded> facts, int count) {
    try {
      int left = count;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (Wire.field(tag) == Wire.BATCH_FACT) {
          facts.add(Wire.nested(in, this::recorded));
          left--;
          if (left == 0) {
            return;
          }
        } else {
          in.skipField(tag);
        }
      }
    } catch (IOException
        | IllegalArgumentException
        | ArithmeticException
        | DateTimeException e) { // names, currencies, zones and numbers refuse what cannot be
      throw new UnreadableFacts("these bytes are not facts: " + e.getMessage(), e);
    }
  }

  private Recorded recorded(CodedInputStream in) throws IOException {
    int level = 0;
    ShopId shop = null;
    long shopSequence = 0;
    int role = 0;
    String actorId = "";
    long[] key = new long[4];
    boolean keyed = false;
    Fact fact = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case Wire.LEVEL -> level = requireLevel(in.readUInt32());
        case Wire.SHOP -> shop = shop(known.text(in));
        case Wire.SHOP_SEQUENCE -> shopSequence = in.readUInt64();
        case Wire.ROLE -> role = in.readUInt32();
        case Wire.ACTOR -> actorId = known.actor(in);
        case Wire.KEY_SCOPE_HIGH -> {
          key[0] = in.readFixed64();
          keyed = true;
        }
        case Wire.KEY_SCOPE_LOW -> key[1] = in.readFixed64();
        case Wire.KEY_COMMAND_HIGH -> key[2] = in.readFixed64();
        case Wire.KEY_COMMAND_LOW -> key[3] = in.readFixed64();
        default -> {
          if (Wire.field(tag) >= Wire.FIRST_FACT) {
            fact = fact(in, Wire.field(tag));
          } else {
            in.skipField(tag);
          }
        }
      }
    }
    if (fact == null) {
      throw new UnreadableFacts("a record without a fact");
    }
    if (fact instanceof LevelRaised raised) {
      requireLevel(raised.level()); // of all that comes behind it
    }
    return new Recorded(
        level, shop, shopSequence, actor(role, actorId), keyed ? requestKey(key) : null, fact);
  }

  /** Mostly that of the fact before. */
  private ShopId shop(String name) {
    ShopId shop = lastShop;
    if (shop == null || !shop.value().equals(name)) {
      shop = new ShopId(name);
      lastShop = shop;
    }
    return shop;
  }

  private int requireLevel(int level) {
    if (level < Level.FIRST || level > levelMax) {
      throw new UnreadableFacts(
          "facts of level %d, but this build reads levels %d to %d: use the release that wrote it, or a later one"
              .formatted(level, Level.FIRST, levelMax));
    }
    return level;
  }

  private static RequestKey requestKey(long[] key) {
    return new RequestKey(new Fingerprint(key[0], key[1]), new Fingerprint(key[2], key[3]));
  }

  private static Actor actor(int number, String id) {
    for (Actor.Role role : Actor.Role.values()) {
      if (role.number() == number) {
        return new Actor(role, id);
      }
    }
    throw new UnreadableFacts("role " + number + " is not known to this build");
  }

  private Fact fact(CodedInputStream in, int type) throws IOException {
    @Nullable Fact fact = NodeFacts.read(in, type);
    if (fact == null) {
      fact = ShopFacts.read(in, type);
    }
    if (fact == null) {
      fact = OrderFacts.read(in, type, known);
    }
    if (fact == null) {
      fact = TaskFacts.read(in, type);
    }
    if (fact == null) {
      fact = WebhookFacts.read(in, type);
    }
    if (fact == null) {
      throw new UnreadableFacts("a fact of type " + type + " is not known to this build");
    }
    return fact;
  }
}
