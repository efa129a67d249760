package io.millrace.diana.config;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Key;
import io.millrace.diana.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Everything that files can name: what is built in, and what plug-ins bring. */
public final class Kinds {
  /** Stands in the place of conditions and holds for every request. */
  static final String ALWAYS = "always";

  private final Map<String, RuleKind> rules = new TreeMap<>();
  private final Map<String, ConditionKind> conditions = new TreeMap<>();
  private final Map<String, KeyKind> keys = new TreeMap<>();
  private final Map<String, AlgorithmKind> algorithms = new TreeMap<>();

  /**
   * With the plug-ins that a class loader sees.
   *
   * @throws IllegalStateException if two have the same name
   */
  public Kinds(ClassLoader plugins) {
    BuiltIn.rules().forEach(kind -> add(rules, kind.name(), kind));
    BuiltIn.conditions().forEach(kind -> add(conditions, kind.name(), kind));
    BuiltIn.keys().forEach(kind -> add(keys, kind.name(), kind));
    BuiltIn.algorithms().forEach(kind -> add(algorithms, kind.name(), kind));
    ServiceLoader.load(RuleKind.class, plugins).forEach(k -> add(rules, k.name(), k));
    ServiceLoader.load(ConditionKind.class, plugins).forEach(k -> add(conditions, k.name(), k));
    ServiceLoader.load(KeyKind.class, plugins).forEach(k -> add(keys, k.name(), k));
    ServiceLoader.load(AlgorithmKind.class, plugins).forEach(k -> add(algorithms, k.name(), k));
  }

  /** With the plug-ins on the class path. */
  public Kinds() {
    this(Kinds.class.getClassLoader());
  }

  private static <K> void add(Map<String, K> kinds, String name, K kind) {
    if (kinds.putIfAbsent(name, kind) != null) {
      throw new IllegalStateException("two kinds are named " + name);
    }
  }

  Rule.Effect effect(String kind, Settings settings) {
    return find(rules, kind, settings, "kind").make(settings, this);
  }

  /** All conditions under a name; all of them must hold. None if it always holds. */
  public List<Condition> conditions(Settings settings, String name) {
    if (!settings.has(name)) {
      return List.of();
    }
    Settings when = settings.under(name);
    if (when.is(ALWAYS)) {
      return List.of();
    }
    if (when.names().isEmpty()) {
      throw when.refuse("is empty; for every request it is " + ALWAYS);
    }
    List<Condition> made = new ArrayList<>();
    for (String kind : when.names()) {
      made.add(make(conditions, kind, when.under(kind), "condition", ConditionKind::make));
    }
    return made;
  }

  /** The parts of a key, from a list of names or of names with settings. */
  public List<Key> keys(Settings settings, String name) {
    List<Key> made = new ArrayList<>();
    for (Settings item : settings.items(name)) {
      if (item.isText()) {
        made.add(made(find(keys, item.text(), item, "key"), item.alone(), KeyKind::make));
      } else {
        requireValues(item);
        made.add(single(keys, item, "key", KeyKind::make));
      }
    }
    return made;
  }

  private static void requireValues(Settings item) {
    for (String name : item.names()) {
      if (item.under(name).saysNothing()) {
        throw item.refuse(name, "has no value; without one the name stands alone");
      }
    }
  }

  /** The one algorithm under a name. */
  public Algorithm algorithm(Settings settings, String name) {
    return single(algorithms, settings.under(name), "algorithm", AlgorithmKind::make);
  }

  private static <K, T> T single(
      Map<String, K> kinds, Settings named, String what, BiFunction<K, Settings, T> maker) {
    List<String> names = named.names();
    if (names.size() != 1) {
      throw named.refuse("must name one " + what + " of " + String.join(", ", kinds.keySet()));
    }
    return make(kinds, names.get(0), named.under(names.get(0)), what, maker);
  }

  private static <K, T> T make(
      Map<String, K> kinds,
      String name,
      Settings settings,
      String what,
      BiFunction<K, Settings, T> maker) {
    return made(find(kinds, name, settings, what), settings, maker);
  }

  private static <K, T> T made(K kind, Settings settings, BiFunction<K, Settings, T> maker) {
    T made;
    try {
      made = maker.apply(kind, settings);
    } catch (IllegalArgumentException e) {
      throw settings.refuse(String.valueOf(e.getMessage()));
    }
    settings.requireAllRead();
    return made;
  }

  private static <K> K find(Map<String, K> kinds, String name, Settings settings, String what) {
    K kind = kinds.get(name);
    if (kind == null) {
      throw settings.refuse(
          "there is no %s %s; there are %s"
              .formatted(what, name, String.join(", ", kinds.keySet())));
    }
    return kind;
  }
}
