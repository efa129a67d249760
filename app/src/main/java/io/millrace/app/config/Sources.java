package io.millrace.app.config;

import io.millrace.app.Stop;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The three places that settings come from. A flag stands above the environment, the environment
 * above the file, the file above the default. A name that nobody knows is refused in each: a
 * setting that was misspelt and silently left out is found in the worst moment.
 */
public final class Sources {

  /** Read by the launcher before Java runs. */
  private static final List<String> LAUNCHER_VARIABLES =
      List.of("MILLRACE_JAVA_HOME", "MILLRACE_JAVA_OPTS");

  private Sources() {}

  /** Reads environment and file, and makes one configuration of everything. */
  public static Configuration read(Map<Setting, String> flags, Map<String, String> environment) {
    Map<Setting, Told> told = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      told.put(setting, new Told(setting.fallback(), "the default"));
    }
    Map<Setting, Told> variables = variables(environment);
    Told file = new Told("", "");
    if (variables.containsKey(Setting.CONFIG)) {
      file = variables.get(Setting.CONFIG);
    }
    if (flags.containsKey(Setting.CONFIG)) {
      file = new Told(flags.get(Setting.CONFIG), Setting.CONFIG.flag());
    }
    if (!file.value().isEmpty()) {
      told.putAll(file(Path.of(file.value()), file.place()));
    }
    told.putAll(variables);
    flags.forEach((setting, value) -> told.put(setting, new Told(value, setting.flag())));
    return Values.parse(told, environment);
  }

  /** A value, and who said so: for the sentence that refuses it. */
  record Told(String value, String place) {}

  private static Map<Setting, Told> variables(Map<String, String> environment) {
    Map<Setting, Told> told = new EnumMap<>(Setting.class);
    for (String name : new TreeSet<>(environment.keySet())) {
      if (!name.startsWith(Setting.ENVIRONMENT_PREFIX) || LAUNCHER_VARIABLES.contains(name)) {
        continue;
      }
      Setting setting =
          Setting.ofVariable(name)
              .orElseThrow(
                  () -> unknown("environment variable", name, names(Setting::variable, true)));
      told.put(setting, new Told(environment.getOrDefault(name, ""), name));
    }
    return told;
  }

  private static Map<Setting, Told> file(Path path, String toldBy) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException failure) {
      throw Stop.wrongUse("The file that %s names cannot be read: %s".formatted(toldBy, failure));
    }
    Map<Setting, Told> told = new EnumMap<>(Setting.class);
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      Setting setting =
          Setting.ofKey(key)
              .filter(known -> known != Setting.CONFIG)
              .orElseThrow(() -> unknown("key in " + path, key, names(Setting::key, false)));
      told.put(setting, new Told(properties.getProperty(key, "").strip(), key + " in " + path));
    }
    return told;
  }

  private static List<String> names(Function<Setting, String> spelling, boolean withConfig) {
    List<String> names = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (withConfig || setting != Setting.CONFIG) {
        names.add(spelling.apply(setting));
      }
    }
    if (withConfig) {
      names.addAll(LAUNCHER_VARIABLES);
    }
    return names;
  }

  private static Stop unknown(String kind, String name, List<String> known) {
    return Stop.wrongUse(
        "Unknown %s: %s. Did you mean %s?".formatted(kind, name, Nearest.to(name, known)));
  }
}
