package io.millrace.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results of an earlier run, as {@code --json} wrote them.
 *
 * @param ratios in the order of the file
 */
public record KeptResults(
    Machine machine, String commit, boolean quick, Map<String, KeptRatio> ratios) {

  /** What ratios were called before they were told apart from other figures. */
  private static final String RATIO = "ratio";

  private static final JsonMapper JSON = new JsonMapper();

  public KeptResults {
    ratios = Collections.unmodifiableMap(new LinkedHashMap<>(ratios));
  }

  /** A ratio of that run. */
  public record KeptRatio(double value, OptionalDouble noise) {}

  /** The file is not what it should be; the message says how, for who named it. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(Path file, String why) {
      super(file + " holds no results of a benchmark: " + why);
    }
  }

  /**
   * Reads what {@link ResultsJson} wrote.
   *
   * @throws Unreadable also if there is no such file
   */
  public static KeptResults read(Path file) throws Unreadable {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new Unreadable(file, "it cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (JacksonException e) {
      throw new Unreadable(file, "it is no JSON: " + e.getOriginalMessage());
    }
    if (!root.isObject()) {
      throw new Unreadable(file, "it is no JSON object");
    }
    int format = root.path("format").asInt(0);
    if (format < 0 || format > ResultsJson.FORMAT) {
      throw new Unreadable(
          file,
          "its format is %d; this build reads up to %d".formatted(format, ResultsJson.FORMAT));
    }
    JsonNode figures = required(root, "figures", file);
    JsonNode machine = required(root, "machine", file);
    return new KeptResults(
        new Machine(
            machine.path("cores").asInt(0),
            machine.path("memory").asString(""),
            machine.path("cpu").asString(""),
            machine.path("os").asString(""),
            root.path("jdk").asString("")),
        root.path("commit").asString(SourceCommit.UNKNOWN),
        root.path("quick").asBoolean(false),
        ratios(figures, root.path("ratios"), file));
  }

  private static JsonNode required(JsonNode root, String name, Path file) throws Unreadable {
    JsonNode value = root.path(name);
    if (!value.isObject()) {
      throw new Unreadable(file, "it has no object \"" + name + '"');
    }
    return value;
  }

  private static Map<String, KeptRatio> ratios(JsonNode figures, JsonNode guards, Path file)
      throws Unreadable {
    Map<String, KeptRatio> ratios = new LinkedHashMap<>();
    for (String name : figures.propertyNames()) {
      boolean isRatio =
          guards.isObject() ? guards.has(name) : name.toLowerCase(Locale.ROOT).contains(RATIO);
      if (isRatio) {
        JsonNode value = figures.path(name);
        JsonNode noise = guards.path(name).path("noise");
        if (!value.isNumber() || !(noise.isMissingNode() || noise.isNumber())) {
          throw new Unreadable(file, name + " is no number");
        }
        ratios.put(
            name,
            new KeptRatio(
                value.asDouble(),
                noise.isNumber() ? OptionalDouble.of(noise.asDouble()) : OptionalDouble.empty()));
      }
    }
    return ratios;
  }

  Optional<KeptRatio> ratio(String name) {
    return Optional.ofNullable(ratios.get(name));
  }
}
