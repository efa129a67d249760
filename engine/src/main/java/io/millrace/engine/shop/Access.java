package io.millrace.engine.shop;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.model.Limits;
import io.millrace.model.Secret;
import io.millrace.model.answer.BuyerSecretView;
import io.millrace.model.answer.MerchantKeyView;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.ShopFact;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may speak for a shop: merchant keys, of which only hashes are kept, and the sealed secrets
 * with which it signs its buyers' tokens.
 */
final class Access {
  private static final int KEY_FIELD = 1;

  private final long shopDigestId;
  private final TreeMap<String, MerchantKey> keys = new TreeMap<>();

  /** Oldest first; never more than {@link Limits#BUYER_SECRETS_MAX}. */
  private final ArrayDeque<BuyerSecret> secrets = new ArrayDeque<>();

  Access(long shopDigestId) {
    this.shopDigestId = shopDigestId;
  }

  private record MerchantKey(String id, Secret hash, long createdAtMillis) {}

  private record BuyerSecret(String kid, Secret sealed, long createdAtMillis) {}

  boolean hasKey(String id) {
    return keys.containsKey(id);
  }

  int keyCount() {
    return keys.size();
  }

  boolean hasSecret(String kid) {
    return secrets.stream().anyMatch(secret -> secret.kid().equals(kid));
  }

  /** The secret that one more would displace. */
  @Nullable String retiring() {
    return secrets.size() < Limits.BUYER_SECRETS_MAX ? null : secrets.getFirst().kid();
  }

  List<MerchantKeyView> keyViews(@Nullable String after, int count) {
    var tail = after == null ? keys : keys.tailMap(after, false);
    return tail.values().stream()
        .limit(count)
        .map(key -> new MerchantKeyView(key.id(), key.createdAtMillis()))
        .toList();
  }

  List<BuyerSecretView> secretViews() {
    List<BuyerSecretView> views = new ArrayList<>();
    for (BuyerSecret secret : secrets) {
      views.add(new BuyerSecretView(secret.kid(), secret.createdAtMillis()));
    }
    return views;
  }

  void apply(MerchantKeyIssued issued, long atMillis, Digest digest) {
    MerchantKey key = new MerchantKey(issued.id(), issued.hash(), atMillis);
    check(keys.put(issued.id(), key) == null, "a merchant key is issued once");
    digest.add(Kind.MERCHANT_KEY, nameOf(key.id()), KEY_FIELD, hash(key.hash(), atMillis));
  }

  void apply(MerchantKeyRevoked revoked, Digest digest) {
    MerchantKey key = keys.remove(revoked.id());
    check(key != null, "a merchant key is revoked once");
    Objects.requireNonNull(key);
    digest.remove(
        Kind.MERCHANT_KEY, nameOf(key.id()), KEY_FIELD, hash(key.hash(), key.createdAtMillis()));
  }

  void apply(BuyerSecretIssued issued, long atMillis, Digest digest) {
    if (issued.retired() != null) {
      // How many are valid at a time is for decide to know; the log of another bound still applies.
      check(!secrets.isEmpty(), "a secret retires that is not there");
      BuyerSecret oldest = secrets.removeFirst();
      check(oldest.kid().equals(issued.retired()), "the oldest buyer secret retires");
      digest.remove(Kind.BUYER_SECRET, nameOf(oldest.kid()), KEY_FIELD, hash(oldest));
    }
    BuyerSecret secret = new BuyerSecret(issued.kid(), issued.sealed(), atMillis);
    secrets.addLast(secret);
    digest.add(Kind.BUYER_SECRET, nameOf(secret.kid()), KEY_FIELD, hash(secret));
  }

  /** The facts that would make it what it is, with their times. */
  List<Standing> standing() {
    List<Standing> facts = new ArrayList<>();
    for (MerchantKey key : keys.values()) {
      facts.add(new Standing(new MerchantKeyIssued(key.id(), key.hash()), key.createdAtMillis()));
    }
    for (BuyerSecret secret : secrets) {
      facts.add(
          new Standing(
              new BuyerSecretIssued(secret.kid(), secret.sealed(), null),
              secret.createdAtMillis()));
    }
    return facts;
  }

  /** A fact whose effect stands. */
  record Standing(ShopFact fact, long atMillis) {}

  void addTo(Digest fresh) {
    for (MerchantKey key : keys.values()) {
      fresh.add(
          Kind.MERCHANT_KEY, nameOf(key.id()), KEY_FIELD, hash(key.hash(), key.createdAtMillis()));
    }
    for (BuyerSecret secret : secrets) {
      fresh.add(Kind.BUYER_SECRET, nameOf(secret.kid()), KEY_FIELD, hash(secret));
    }
  }

  private long nameOf(String id) {
    return Mix.mix(shopDigestId, Mix.text(id));
  }

  private static long hash(BuyerSecret secret) {
    return hash(secret.sealed(), secret.createdAtMillis());
  }

  private static long hash(Secret secret, long createdAtMillis) {
    return Mix.fold(Mix.text(secret.toHex()), 1, createdAtMillis);
  }
}
