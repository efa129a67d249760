package io.millrace.edge.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader stands in a document, and which fields of each open object it has seen. The place
 * is only put into words when something is refused.
 */
final class JsonPath {
  private final Step[] steps;
  private int depth;

  JsonPath(int depthMax) {
    steps = new Step[depthMax];
  }

  /** Enters an object or a list. */
  void open() {
    steps[depth++] = new Step();
  }

  void close() {
    depth--;
  }

  int depth() {
    return depth;
  }

  /** Leaves whatever was entered since. */
  void backTo(int earlier) {
    depth = earlier;
  }

  /** Steps to a field; false if the object had one of that name already. */
  boolean field(String name) {
    Step step = steps[depth - 1];
    step.field = name;
    return step.seen(name);
  }

  void item(int index) {
    steps[depth - 1].index = index;
  }

  String child(String field) {
    String here = toString();
    return here.isEmpty() ? field : here + "." + field;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      Step step = steps[i];
      if (step.field != null) {
        text.append(text.isEmpty() ? "" : ".").append(step.field);
      } else if (step.index >= 0) {
        text.append('[').append(step.index).append(']');
      }
    }
    return text.toString();
  }

  /** One open object or list. */
  private static final class Step {
    /** Objects of ours have up to a dozen fields: comparing beats hashing, until it does not. */
    private static final int COMPARED_MAX = 16;

    private @Nullable String field;
    private int index = -1;
    private String[] names = new String[8];
    private int count;
    private @Nullable Set<String> many;

    boolean seen(String name) {
      if (many != null) {
        return many.add(name);
      }
      for (int i = 0; i < count; i++) {
        if (names[i].equals(name)) {
          return false;
        }
      }
      if (count == COMPARED_MAX) {
        many = new HashSet<>(Arrays.asList(names));
        return many.add(name);
      }
      if (count == names.length) {
        names = Arrays.copyOf(names, COMPARED_MAX);
      }
      names[count++] = name;
      return true;
    }
  }
}
