package io.millrace.edge.auth;

import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.fact.WebhookFact;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.node.LogReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the edge must know of each shop before it asks the shop's shard: who may come in, from which
 * origins, in which currency. A view of durable facts: each shard's writer brings its frames in
 * order, any thread reads. An answer that made a key leaves after the view has it, so a new key
 * works at once, and a revoked one is refused at once.
 *
 * <p>A shard that rebuilds brings old frames again. They are skipped: taken twice, they would let a
 * revoked key in until its revocation comes by again.
 */
public final class Credentials implements Follower {
  private static final System.Logger LOG = System.getLogger(Credentials.class.getName());

  private final Seal seal;
  private final ConcurrentMap<Integer, Long> takenByShard = new ConcurrentHashMap<>();
  private final ConcurrentMap<TokenHash, Caller.Merchant> merchants = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, TokenHash> hashByKey = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, BuyerSecret> secretByKid = new ConcurrentHashMap<>();
  private final ConcurrentMap<ShopId, ShopSettings> settings = new ConcurrentHashMap<>();

  public Credentials(Seal seal) {
    this.seal = seal;
  }

  @Override
  public void take(DurableFrame frame) {
    long taken = takenByShard.getOrDefault(frame.shard(), 0L);
    long sequence = frame.firstSequence();
    for (Recorded recorded : frame.facts()) {
      if (sequence > taken && recorded.shop() != null) {
        take(recorded.shop(), recorded.fact());
      }
      sequence++;
    }
    takenByShard.put(frame.shard(), Math.max(taken, sequence - 1));
  }

  @Override
  public void begin(int shard, long sequence, List<Recorded> standing) {
    for (Recorded recorded : standing) {
      if (recorded.shop() != null) {
        take(recorded.shop(), recorded.fact());
      }
    }
    takenByShard.put(shard, sequence);
  }

  @Override
  public LogReader reader(int known) {
    return new LogReader("credentials", known);
  }

  private void take(ShopId shop, Fact fact) {
    switch (fact) {
      case ShopDefined defined -> settings.put(shop, defined.settings());
      case MerchantKeyIssued issued -> {
        TokenHash hash = TokenHash.of(issued.hash().bytes());
        merchants.put(hash, new Caller.Merchant(shop, issued.id()));
        hashByKey.put(keyName(shop, issued.id()), hash);
      }
      case MerchantKeyRevoked revoked -> {
        TokenHash hash = hashByKey.remove(keyName(shop, revoked.id()));
        if (hash != null) {
          merchants.remove(hash);
        }
      }
      case BuyerSecretIssued issued -> take(shop, issued);
      // What tells nothing about who may come in.
      case SkuDefined f -> {}
      case SkuBatchAnswered f -> {}
      case StockMoved f -> {}
      case OrderFact f -> {}
      case OrdersArchived f -> {}
      case TaskFact f -> {}
      case WebhookFact f -> {}
      case Opened f -> {}
      case LevelRaised f -> {}
      case TimePassed f -> {}
    }
  }

  private void take(ShopId shop, BuyerSecretIssued issued) {
    if (issued.retired() != null) {
      secretByKid.remove(issued.retired());
    }
    seal.open(shop, issued.kid(), issued.sealed())
        .ifPresentOrElse(
            key ->
                secretByKid.put(
                    issued.kid(),
                    BuyerSecret.of(shop, issued.kid(), new String(key, StandardCharsets.US_ASCII))),
            () ->
                LOG.log(
                    System.Logger.Level.ERROR,
                    "Buyer secret {0} of shop {1} was sealed with another node key: its tokens are"
                        + " refused until the right node.key is back or a new secret is issued",
                    issued.kid(),
                    shop));
  }

  Caller.@Nullable Merchant merchant(TokenHash hash) {
    return merchants.get(hash);
  }

  @Nullable BuyerSecret secret(String kid) {
    return secretByKid.get(kid);
  }

  /** Null for a shop that nobody has made yet. */
  public @Nullable ShopSettings settings(ShopId shop) {
    return settings.get(shop);
  }

  /** A slash is in no shop's name, so keys of two shops never meet. */
  private static String keyName(ShopId shop, String id) {
    return shop.value() + "/" + id;
  }
}
