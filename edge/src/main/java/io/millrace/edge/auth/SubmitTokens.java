package io.millrace.edge.auth;

import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.answer.PricedLineView;
import io.millrace.model.answer.PricedLinesView;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/**
 * Signs what a buyer was shown and reads it back. Nothing is stored until the token is spent: what
 * the node believes is in the token itself.
 *
 * <pre>
 *  0         1    17        25      33
 * ┌─────────┬────┬─────────┬───────┬──────────┬──────┬───────┬───────┬──────────┬─────────┐
 * │ version │ id │ expires │ total │ currency │ shop │ buyer │ count │ line …   │ HMAC 32 │
 * └─────────┴────┴─────────┴───────┴──────────┴──────┴───────┴───────┴──────────┴─────────┘
 *   line: sku, quantity, unitPrice; names and currency: one byte of length, then UTF-8;
 *   count: 2 bytes; quantity: 4; all other numbers: 8
 * </pre>
 */
public final class SubmitTokens {
  private static final byte VERSION = 1;
  private static final int MAC_BYTES = 32;
  private static final int NAME_BYTES_MAX = 1 + 64;
  private static final int HEAD_BYTES_MAX = 1 + 16 + 8 + 8 + 3 * NAME_BYTES_MAX + 2;
  private static final int LINE_BYTES_MAX = NAME_BYTES_MAX + 4 + 8;

  private final byte[] key;
  private final RandomBytes random;

  SubmitTokens(byte[] key, RandomBytes random) {
    this.key = key;
    this.random = random;
  }

  /** The token for a confirmation page; it expires half an hour of log time after the page. */
  public String sign(ShopId shop, PricedLinesView page) {
    ByteBuffer out =
        ByteBuffer.allocate(HEAD_BYTES_MAX + page.lines().size() * LINE_BYTES_MAX + MAC_BYTES);
    out.put(VERSION).put(random.take(16)).putLong(expiresAtMillis(page)).putLong(page.total());
    putName(out, page.currency().getCurrencyCode());
    putName(out, shop.value());
    putName(out, page.buyer().value());
    out.putShort((short) page.lines().size());
    for (PricedLineView line : page.lines()) {
      putName(out, line.line().sku().value());
      out.putInt(line.line().quantity()).putLong(line.line().unitPrice());
    }
    byte[] signed = Arrays.copyOf(out.array(), out.position());
    out.put(NodeKey.hmacSha256(key, signed));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(out.array(), out.position()));
  }

  public static long expiresAtMillis(PricedLinesView page) {
    return page.nowMillis() + Limits.SUBMIT_TOKEN_WINDOW.toMillis();
  }

  /** Empty for what this node did not sign, or signed for another shop. */
  public Optional<SubmitToken> read(ShopId shop, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length <= MAC_BYTES) {
      return Optional.empty();
    }
    byte[] signed = Arrays.copyOf(bytes, bytes.length - MAC_BYTES);
    byte[] mac = Arrays.copyOfRange(bytes, signed.length, bytes.length);
    if (!MessageDigest.isEqual(mac, NodeKey.hmacSha256(key, signed)) || signed[0] != VERSION) {
      return Optional.empty();
    }
    return parse(shop, ByteBuffer.wrap(signed, 1, signed.length - 1));
  }

  /** Whatever stands here was signed by a node with our key, so it has the form above. */
  private static Optional<SubmitToken> parse(ShopId shop, ByteBuffer in) {
    try {
      Fingerprint id = new Fingerprint(in.getLong(), in.getLong());
      long expiresAtMillis = in.getLong();
      long total = in.getLong();
      Currency currency = Currency.getInstance(name(in));
      if (!name(in).equals(shop.value())) {
        return Optional.empty();
      }
      BuyerId buyer = new BuyerId(name(in));
      int count = in.getShort();
      List<SubmitToken.Line> lines = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        lines.add(new SubmitToken.Line(new SkuId(name(in)), in.getInt(), in.getLong()));
      }
      return Optional.of(new SubmitToken(id, buyer, lines, total, currency, expiresAtMillis));
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException("a token with a good signature is cut", e);
    }
  }

  private static void putName(ByteBuffer out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    out.put((byte) bytes.length).put(bytes);
  }

  private static String name(ByteBuffer in) {
    byte[] bytes = new byte[in.get()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
