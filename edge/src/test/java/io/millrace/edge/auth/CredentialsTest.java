package io.millrace.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.ShopFact;
import io.millrace.node.DurableFrame;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static final ShopId SHOP = new ShopId("s");
  private static final long SEED = 7;

  private final Random seeded = new Random(SEED);
  private final RandomBytes random = seeded::nextBytes;
  private final Seal seal = NodeKey.parse(NodeKey.generate(random)).seal(random);
  private final NewSecrets secrets = new NewSecrets(random, seal);
  private final Credentials credentials = new Credentials(seal);

  private static DurableFrame frame(long firstSequence, ShopFact... facts) {
    List<Recorded> recorded =
        List.of(facts).stream()
            .map(fact -> new Recorded(Level.CURRENT, SHOP, 1, Actor.OPERATOR, null, fact))
            .toList();
    return new DurableFrame(0, firstSequence, 0, 0, recorded);
  }

  @Test
  void shouldNotLetARevokedKeyInWhileAShardRebuilds() {
    NewSecrets.MerchantKey key = secrets.merchantKey();
    TokenHash hash = TokenHash.of(key.text());
    DurableFrame issued = frame(1, new MerchantKeyIssued(key.id(), key.hash()));
    credentials.take(issued);
    assertThat(credentials.merchant(hash)).isEqualTo(new Caller.Merchant(SHOP, key.id()));
    credentials.take(frame(2, new MerchantKeyRevoked(key.id())));
    assertThat(credentials.merchant(hash)).isNull();
    credentials.take(issued);
    assertThat(credentials.merchant(hash)).isNull();
  }

  @Test
  void shouldTakeTheRestOfAFrameItHasSeenInPart() {
    NewSecrets.MerchantKey first = secrets.merchantKey();
    NewSecrets.MerchantKey second = secrets.merchantKey();
    credentials.take(frame(1, new MerchantKeyIssued(first.id(), first.hash())));
    credentials.take(
        frame(
            1,
            new MerchantKeyIssued(first.id(), first.hash()),
            new MerchantKeyIssued(second.id(), second.hash())));
    assertThat(credentials.merchant(TokenHash.of(second.text()))).isNotNull();
  }

  @Test
  void shouldNotUseASecretThatWasSealedElsewhere() {
    Seal other = NodeKey.parse(NodeKey.generate(random)).seal(random);
    NewSecrets.BuyerSecretText foreign = new NewSecrets(random, other).buyerSecret(SHOP);
    NewSecrets.BuyerSecretText moved = secrets.buyerSecret(new ShopId("another"));
    NewSecrets.BuyerSecretText ours = secrets.buyerSecret(SHOP);
    credentials.take(
        frame(
            1,
            new BuyerSecretIssued(foreign.kid(), foreign.sealed(), null),
            new BuyerSecretIssued(moved.kid(), moved.sealed(), null),
            new BuyerSecretIssued(ours.kid(), ours.sealed(), null)));
    assertThat(credentials.secret(foreign.kid())).isNull();
    assertThat(credentials.secret(moved.kid())).isNull();
    assertThat(credentials.secret(ours.kid())).isNotNull();
  }

  @Test
  void shouldBoundWhatIsRemembered() {
    Generations<Integer, Integer> memory = new Generations<>(10);
    memory.put(-1, -1);
    for (int i = 0; i < 1_000; i++) {
      memory.put(i, i);
      assertThat(memory.get(-1)).as("in use after %s", i).isEqualTo(-1);
      assertThat(memory.size()).isLessThanOrEqualTo(20);
    }
    assertThat(memory.get(0)).isNull();
  }
}
