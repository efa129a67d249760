package io.millrace.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.proof.Mix;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HashIndexTest {
  @Test
  void shouldFindWhatAMapFindsWhilePositionsComeAndGo() {
    HashIndex index = new HashIndex();
    Map<Integer, Integer> model = new HashMap<>();
    for (int i = 0; i < 300_000; i++) {
      int name = (int) Long.remainderUnsigned(Mix.mix(i), 50_000);
      int hash = (int) Mix.mix(name / 3); // some share a hash, one has the hash 0
      Integer known = model.get(name);
      int found = index.first(hash);
      while (found != HashIndex.NONE && found % 50_000 != name) {
        found = index.after(hash, found);
      }
      assertThat(found).isEqualTo(known == null ? HashIndex.NONE : known);
      if (known == null) {
        int position = name + 50_000 * (i % 100);
        index.add(hash, position);
        model.put(name, position);
      } else if (i % 2 == 0) {
        index.remove(hash, known);
        model.remove(name);
      }
    }
    assertThat(index.size()).isEqualTo(model.size());
  }
}
