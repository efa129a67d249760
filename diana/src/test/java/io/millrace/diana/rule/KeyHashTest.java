package io.millrace.diana.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class KeyHashTest {

  private static final KeyHash.Seed SEED = new KeyHash.Seed(1, 2);
  private static final int KEYS = 20_000;

  /** Few enough to come back, more than are known at a time. */
  private static final int NAMES = 40;

  private final Random random = new Random(20_261_126);

  private static List<Long> hash(KeyHash hash, Consumer<KeySink> key) {
    key.accept(hash.begin());
    hash.finish();
    return List.of(hash.first(), hash.second());
  }

  /** One part of each kind, or none. A buffer is a text that cannot be known. */
  private Consumer<KeySink> part() {
    String name = "account-" + random.nextInt(NAMES);
    int number = random.nextInt(3);
    return switch (random.nextInt(4)) {
      case 0 -> sink -> sink.address(number, 7, 64);
      case 1 -> sink -> sink.number(number);
      case 2 -> sink -> sink.text(CharBuffer.wrap(name));
      default -> sink -> sink.text(name);
    };
  }

  @Test
  void shouldGiveAKeyTheSameHashWhateverWasHashedBefore() {
    KeyHash used = KeyHash.forMany(SEED);
    for (int key = 0; key < KEYS; key++) {
      List<Consumer<KeySink>> parts = new ArrayList<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        parts.add(part());
      }
      Consumer<KeySink> all = sink -> parts.forEach(part -> part.accept(sink));

      assertThat(hash(used, all)).isEqualTo(hash(new KeyHash(SEED), all));
    }
  }

  @Test
  void shouldGiveATextTheSameHashInWhateverItIs() {
    KeyHash hash = KeyHash.forMany(SEED);
    for (int name = 0; name < NAMES; name++) {
      String text = "account-" + name;

      List<Long> built = hash(hash, sink -> sink.text(CharBuffer.wrap(text)));

      assertThat(hash(hash, sink -> sink.text(text))).isEqualTo(built);
      assertThat(hash(hash, sink -> sink.text(text))).isEqualTo(built);
    }
  }

  @Test
  void shouldTellKeysApartThatLookAlike() {
    KeyHash hash = KeyHash.forMany(SEED);
    // The first two have one hash code, and so one place among the known.
    Set<List<Long>> hashes =
        new HashSet<>(
            List.of(
                hash(hash, sink -> sink.text("Aa")),
                hash(hash, sink -> sink.text("BB")),
                hash(hash, sink -> sink.text("AaBB")),
                hash(
                    hash,
                    sink -> {
                      sink.text("Aa");
                      sink.text("BB");
                    }),
                hash(
                    hash,
                    sink -> {
                      sink.text("");
                      sink.text("AaBB");
                    }),
                hash(hash, sink -> sink.text("")),
                hash(hash, sink -> {})));

    assertThat(hashes).hasSize(7);
  }
}
