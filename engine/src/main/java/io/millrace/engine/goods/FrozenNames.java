package io.millrace.engine.goods;

import io.millrace.engine.proof.Mix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names under which orders have bought one SKU, each once, by number: ten million orders must
 * not keep a name ten million times. Mostly there is one, and the last is asked for again.
 */
public final class FrozenNames {
  private final List<String> names = new ArrayList<>(1);
  private final Map<String, Integer> numbers = new HashMap<>();
  private @Nullable String last;
  private int lastNumber;
  private long lastHash;

  /**
   * The number of a name, which it gets now if it has none. Mostly it is the very string that came
   * last; nothing is written then, because the collector would have to be told.
   */
  @SuppressWarnings("ReferenceEquality")
  public int claim(String name) {
    if (name == last) {
      return lastNumber;
    }
    if (!name.equals(last)) {
      Integer known = numbers.putIfAbsent(name, names.size());
      if (known == null) {
        names.add(name);
      }
      lastNumber = known == null ? names.size() - 1 : known;
      lastHash = Mix.text(name);
    }
    last = name;
    return lastNumber;
  }

  public boolean has(int number) {
    return number >= 0 && number < names.size();
  }

  int size() {
    return names.size();
  }

  public String get(int number) {
    return names.get(number);
  }

  /** Of the name that was claimed last. */
  public long lastHash() {
    return lastHash;
  }
}
