package io.millrace.engine.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.proof.BrokenInvariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RisingIdsTest {
  private static final int CHUNK_IDS = 1 << RisingIds.CHUNK_BITS;

  private final RisingIds ids = new RisingIds();
  private final TreeMap<Long, Integer> model = new TreeMap<>();
  private long last;

  private void add(Random random) {
    last += 1 + random.nextInt(3);
    ids.add(last, model.size());
    model.put(last, model.size());
  }

  private void remove(long id) {
    ids.remove(id);
    model.remove(id);
  }

  private void compare() {
    assertThat(ids.size()).isEqualTo(model.size());
    for (long id = 0; id <= last + 1; id++) {
      assertThat(ids.find(id)).isEqualTo(model.getOrDefault(id, -1));
    }
    assertThat(rest(ids.walk())).isEqualTo(new ArrayList<>(model.keySet()));
    for (Map.Entry<Long, Integer> each : model.entrySet()) {
      assertThat(ids.find(each.getKey())).isEqualTo(each.getValue());
    }
  }

  private static List<Long> rest(RisingIds.Walk walk) {
    List<Long> seen = new ArrayList<>();
    while (walk.advance()) {
      assertThat(walk.ordinal()).isEqualTo(seen.size());
      seen.add(walk.id());
    }
    return seen;
  }

  @Test
  void shouldFindWhatATreeFindsWhateverLeaves() {
    Random random = new Random(7);
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < CHUNK_IDS; i++) {
        add(random);
      }
      List<Long> there = new ArrayList<>(model.keySet());
      int leaving = random.nextInt(there.size());
      for (int i = 0; i < leaving; i++) {
        remove(there.remove(random.nextInt(there.size())));
      }
      compare();
      long anywhere = random.nextLong(last + 2);
      assertThat(rest(ids.walkBehind(anywhere)))
          .isEqualTo(new ArrayList<>(model.tailMap(anywhere, false).keySet()));
    }
  }

  /** One in a hundred stays: what is kept must go with those. */
  @Test
  void shouldTakeMemoryForWhatIsThereAndNotForWhatWas() {
    Random random = new Random(8);
    for (int i = 0; i < 200 * CHUNK_IDS; i++) {
      add(random);
      if (i % 100 != 0) {
        remove(last);
      }
    }
    assertThat(ids.size()).isEqualTo(model.size()).isEqualTo(2 * CHUNK_IDS);
    assertThat(ids.bytes()).isLessThanOrEqualTo(10L * CHUNK_IDS * 12);
  }

  @Test
  void shouldKeepNothingWhenAllHaveLeft() {
    Random random = new Random(9);
    for (int i = 0; i < 5 * CHUNK_IDS; i++) {
      add(random);
    }
    for (long id : new ArrayList<>(model.keySet())) {
      remove(id);
    }
    add(random);
    assertThat(ids.bytes()).isEqualTo(CHUNK_IDS * 12L);
    compare();
  }

  @Test
  void shouldRefuseIdsThatDoNotRiseAndThoseThatLeaveTwice() {
    ids.add(5, 0);
    assertThatThrownBy(() -> ids.add(5, 1)).isInstanceOf(BrokenInvariant.class);
    ids.remove(5);
    assertThatThrownBy(() -> ids.remove(5)).isInstanceOf(BrokenInvariant.class);
    assertThatThrownBy(() -> ids.remove(4)).isInstanceOf(BrokenInvariant.class);
    assertThatThrownBy(() -> ids.add(4, 0)).isInstanceOf(BrokenInvariant.class);
  }
}
