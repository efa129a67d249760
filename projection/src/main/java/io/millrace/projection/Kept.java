package io.millrace.projection;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are kept from batch to batch, the most recently used ones: goods and buyers come again.
 * Whoever writes is alone, so what is kept is what the tables hold, until a batch fails; then all
 * is forgotten.
 */
final class Kept<K, R> {

  /** Some ten megabytes of the smaller rows. */
  private static final int ROWS_MAX = 50_000;

  private final Map<K, R> rows = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<K> isNew = new HashSet<>();
  private final Set<K> changed = new HashSet<>();

  /** Keys that must be read before they are used. */
  List<K> missing(Collection<K> wanted) {
    List<K> missing = new ArrayList<>();
    for (K key : wanted) {
      if (!rows.containsKey(key)) {
        missing.add(key);
      }
    }
    return missing;
  }

  void loaded(K key, R row) {
    rows.put(key, row);
  }

  /** The row, if there is one; it counts as changed. */
  @Nullable R change(K key) {
    R row = rows.get(key);
    if (row != null) {
      changed.add(key);
    }
    return row;
  }

  R add(K key, R row) {
    rows.put(key, row);
    isNew.add(key);
    changed.add(key);
    return row;
  }

  /** Writes one row. */
  interface Writer<K, R> {
    void write(K key, R row, boolean isNew) throws SQLException;
  }

  /** Hands on what the batch changed, and makes room. */
  void write(Writer<K, R> writer) throws SQLException {
    for (K key : changed) {
      R row = rows.get(key);
      if (row != null) {
        writer.write(key, row, isNew.contains(key));
      }
    }
    changed.clear();
    isNew.clear();
    Iterator<Map.Entry<K, R>> eldest = rows.entrySet().iterator();
    for (int over = rows.size() - ROWS_MAX; over > 0; over--) {
      eldest.next();
      eldest.remove();
    }
  }
}
