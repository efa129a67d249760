package io.millrace.engine;

import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.BREAD;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.keyed;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.snapshot.StateSlices;
import io.millrace.engine.snapshot.UnreadableState;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.SlotTable;
import io.millrace.model.command.DefineShop;
import io.millrace.model.fact.Opened;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beside these, every scenario and every random run ends with its snapshot read back. */
class SnapshotTest {
  private final World world = new World();

  private Engine restored(List<Stills.Block> blocks) {
    return Stills.restored(blocks, world.engine.digest(), EngineLimits.DEFAULT);
  }

  @Test
  void shouldAnswerAKeyFromBeforeTheSnapshotAsItWasAnsweredThen() {
    Wishes.open(world);
    Request order = keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 2)));
    Outcome.Accepted first = (Outcome.Accepted) world.must(order);
    Request moved = keyed(2, MERCHANT, Wishes.move(BREAD, 3));
    Outcome.Accepted second = (Outcome.Accepted) world.must(moved);
    world.restart();
    assertThat(world.tell(order)).isEqualTo(new Outcome.Replayed(first.answer()));
    assertThat(world.tell(moved)).isEqualTo(new Outcome.Replayed(second.answer()));
    world.close();
  }

  @Test
  void shouldGoOnWithHigherIdsThanBeforeTheSnapshot() {
    Wishes.open(world);
    long before = world.placed(keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 1)))).value();
    world.restart();
    assertThat(world.placed(keyed(2, MERCHANT, wanted(ANN, line(FLOUR, 1)))).value())
        .isGreaterThan(before);
  }

  @Test
  void shouldCutManyThingsIntoBlocksThatAFileTakes() {
    Wishes.open(world);
    world.must(MERCHANT, Wishes.move(FLOUR, 100_000));
    for (int i = 0; i < 12_000; i++) {
      BuyerId buyer = new BuyerId("a-buyer-with-a-name-of-some-length-" + i);
      RequestKey key = new RequestKey(new Fingerprint(i, 1), new Fingerprint(i, 2));
      world.must(
          new Request(
              SHOP,
              MERCHANT,
              key,
              Precondition.NONE,
              wanted(buyer, line(FLOUR, 1), line(FLOUR, 2))));
    }
    List<Stills.Block> blocks = Stills.of(world.engine);
    assertThat(blocks.stream().filter(Stills.Block::isOfOrders).count()).isGreaterThan(1);
    assertThat(blocks).allMatch(block -> block.length() <= StateSlices.BLOCK_BYTES_MAX);
    assertThat(restored(blocks).figures()).isEqualTo(world.engine.figures());
  }

  @Test
  void shouldKnowTheShardItself() {
    Engine engine = world.engine;
    Opened opened = new Opened(7, 8, 3, Wishes.SHARD, 4, SlotTable.dealt(4));
    engine.apply(new Recorded(1, null, 0, Actor.NODE, null, opened), world.now);
    Engine restored = restored(Stills.of(engine));
    assertThat(restored.sequence()).isEqualTo(1);
    // The slots came back too: who is at home was not forgotten.
    Request request = Request.of(SHOP, Actor.OPERATOR, new DefineShop(Wishes.SETTINGS));
    assertThat(restored.decide(request, world.now)).isEqualTo(engine.decide(request, world.now));
    Recorded again = new Recorded(1, null, 0, Actor.NODE, null, opened);
    assertThatThrownBy(() -> restored.apply(again, world.now)).isInstanceOf(BrokenInvariant.class);
  }

  @Test
  void shouldNotBelieveASnapshotThatLeadsToAnotherState() {
    Wishes.open(world);
    List<Stills.Block> blocks = Stills.of(world.engine);
    world.must(MERCHANT, Wishes.move(FLOUR, 1));
    assertThatThrownBy(() -> restored(blocks))
        .isInstanceOf(UnreadableState.class)
        .hasMessageContaining("another state");
  }

  @Test
  void shouldNotBelieveASnapshotWithoutOneOfItsBlocks() {
    Wishes.open(world);
    world.placed(keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 1))));
    List<Stills.Block> blocks = Stills.of(world.engine);
    for (int gone = 0; gone < blocks.size(); gone++) {
      List<Stills.Block> rest = new ArrayList<>(blocks);
      rest.remove(gone);
      assertThatThrownBy(() -> restored(rest)).isInstanceOf(UnreadableState.class);
    }
  }

  @Test
  void shouldRefuseBlocksInAnotherOrder() {
    Wishes.open(world);
    List<Stills.Block> blocks = new ArrayList<>(Stills.of(world.engine));
    blocks.add(0, blocks.removeLast());
    assertThatThrownBy(() -> restored(blocks)).isInstanceOf(UnreadableState.class);
  }

  @Test
  void shouldRefuseABlockThatIsCutAnywhere() {
    Wishes.open(world);
    world.placed(keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 1))));
    List<Stills.Block> blocks = Stills.of(world.engine);
    Stills.Block last = blocks.getLast();
    for (int length = 0; length < last.length(); length++) {
      List<Stills.Block> cut = new ArrayList<>(blocks);
      cut.set(blocks.size() - 1, last.cut(length));
      assertThatThrownBy(() -> restored(cut)).isInstanceOf(UnreadableState.class);
    }
  }

  @Test
  void shouldRefuseThingsOfALaterVersionAndOfAnUnknownKind() {
    Wishes.open(world);
    List<Stills.Block> blocks = Stills.of(world.engine);
    Stills.Block first = blocks.getFirst();
    blocks.set(0, first.with(4, 2));
    assertThatThrownBy(() -> restored(blocks)).hasMessageContaining("of version 2");
    blocks.set(0, first.with(0, 99));
    assertThatThrownBy(() -> restored(blocks)).hasMessageContaining("a kind 99");
  }

  @Test
  void shouldOnlyBuildWhatKnowsNothingYet() {
    Wishes.open(world);
    assertThatThrownBy(world.engine::builder).isInstanceOf(BrokenInvariant.class);
  }
}
