package io.millrace.edge.auth;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory in two generations. When the young one is full it becomes the old one and the
 * old one is forgotten; what is asked for in the old one is young again. So what is in use stays,
 * at the cost of a hash map, without timestamps or a queue. Any thread may come; two that fill it
 * at once may forget a generation early, which costs a verification.
 */
final class Generations<K, V> {
  private final int entriesMax;
  private volatile ConcurrentMap<K, V> young = new ConcurrentHashMap<>();
  private volatile ConcurrentMap<K, V> old = new ConcurrentHashMap<>();

  /**
   * @param entriesMax of one generation
   */
  Generations(int entriesMax) {
    this.entriesMax = entriesMax;
  }

  @Nullable V get(K key) {
    V value = young.get(key);
    if (value != null) {
      return value;
    }
    value = old.get(key);
    if (value != null) {
      put(key, value);
    }
    return value;
  }

  void put(K key, V value) {
    if (young.size() >= entriesMax) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    young.put(key, value);
  }

  int size() {
    return young.size() + old.size();
  }
}
