package io.millrace.engine.goods;

import io.millrace.engine.proof.Mix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names under which orders have bought one SKU, each once, by number: ten million orders must
 * not keep a name ten million times. Mostly there is one, and the last is asked for again.
 */
public final class FrozenNames {
  private final List<String> names = new ArrayList<>(1);
  private final Map<String, Integer> numbers = new HashMap<>();
  private String last = "";
  private int lastNumber = -1;
  private long lastHash;

  /** The number of a name, which it gets now if it has none. */
  public int claim(String name) {
    if (lastNumber >= 0 && name.equals(last)) {
      last = name; // the same text mostly comes as the same string again, and need not be compared
    } else {
      Integer known = numbers.putIfAbsent(name, names.size());
      if (known == null) {
        names.add(name);
      }
      lastNumber = known == null ? names.size() - 1 : known;
      last = name;
      lastHash = Mix.text(name);
    }
    return lastNumber;
  }

  public String get(int number) {
    return names.get(number);
  }

  /** Of the name that was claimed last. */
  public long lastHash() {
    return lastHash;
  }
}
