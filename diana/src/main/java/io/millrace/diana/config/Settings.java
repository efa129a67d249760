package io.millrace.diana.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a file says about one thing. Whoever makes the thing takes out what it knows; what is left
 * when it is made is refused by name, so that nothing that was misspelt is silently left out. A
 * value that cannot be is refused with its line and field.
 */
public final class Settings {
  /** As JSON writes them; 10.0 and 1e1 are the whole number 10. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,17})([.][0-9]{1,18})?([eE][-+]?[0-9]{1,2})?");

  private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  /** What ISO 8601 has beyond days, hours, minutes and seconds is no length of time. */
  private static final Pattern ISO_DURATION =
      Pattern.compile(
          "P(?=[0-9T])([0-9]{1,9}D)?"
              + "(T(?=[0-9])([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,9}([.][0-9]{1,9})?S)?)?");

  private final Tree.Node node;
  private final Set<String> asked = new LinkedHashSet<>();
  private boolean askedForAll;

  Settings(Tree.Node node) {
    this.node = node;
  }

  private Tree.Fields fields() {
    if (node instanceof Tree.Fields fields) {
      return fields;
    }
    if (node instanceof Tree.Nothing) {
      return new Tree.Fields(node.place(), Map.of(), Map.of());
    }
    throw refuse("must be names with values");
  }

  private Optional<Tree.Node> field(String name) {
    asked.add(name);
    return Optional.ofNullable(fields().fields().get(name));
  }

  private Tree.Node required(String name) {
    return field(name).orElseThrow(() -> refuse("lacks " + name));
  }

  /** Whether the file says something about it. */
  public boolean has(String name) {
    return field(name).isPresent();
  }

  /** The names that the file has here, in its order. Whoever asks for them reads all of them. */
  public List<String> names() {
    asked.addAll(fields().fields().keySet());
    return List.copyOf(fields().fields().keySet());
  }

  /** What the file says under a name. */
  public Settings under(String name) {
    return new Settings(required(name));
  }

  /** The things in a list. */
  public List<Settings> items(String name) {
    Optional<Tree.Node> found = field(name);
    if (found.isEmpty()) {
      return List.of();
    }
    if (found.get() instanceof Tree.Items items) {
      return items.items().stream().map(Settings::new).toList();
    }
    throw found.get().place().fault("must be a list");
  }

  public long number(String name, long least, long most) {
    return number(required(name), least, most);
  }

  public long number(String name, long least, long most, long otherwise) {
    return field(name).map(found -> number(found, least, most)).orElse(otherwise);
  }

  private static Optional<BigDecimal> whole(Tree.Node found) {
    return found instanceof Tree.Text text && text.plain() && NUMBER.matcher(text.text()).matches()
        ? Optional.of(new BigDecimal(text.text())).filter(n -> n.stripTrailingZeros().scale() <= 0)
        : Optional.empty();
  }

  private static long number(Tree.Node found, long least, long most) {
    return whole(found)
        .filter(number -> number.compareTo(BigDecimal.valueOf(least)) >= 0)
        .filter(number -> number.compareTo(BigDecimal.valueOf(most)) <= 0)
        .map(BigDecimal::longValueExact)
        .orElseThrow(() -> found.place().fault("must be a number from " + least + " to " + most));
  }

  public boolean flag(String name, boolean otherwise) {
    Optional<Tree.Node> found = field(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    if (found.get() instanceof Tree.Text text && text.plain()) {
      if (text.text().equals("true") || text.text().equals("false")) {
        return text.text().equals("true");
      }
    }
    throw found.get().place().fault("must be true or false");
  }

  /** {@code 10s}, {@code 500ms}, {@code 1m}, {@code 1h}, {@code 1d}, or ISO 8601. */
  public Duration duration(String name) {
    Tree.Node found = required(name);
    if (found instanceof Tree.Text text) {
      Matcher matcher = SHORT_DURATION.matcher(text.text());
      if (matcher.matches()) {
        return shortDuration(Long.parseLong(matcher.group(1)), matcher.group(2));
      }
      if (ISO_DURATION.matcher(text.text()).matches()) {
        return Duration.parse(text.text());
      }
    }
    throw found.place().fault("must be a duration: 500ms, 10s, 1m, 1h, 1d or PT10S");
  }

  private static Duration shortDuration(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  public String text(String name) {
    return text(required(name));
  }

  public Optional<String> optionalText(String name) {
    return field(name).map(Settings::text);
  }

  private static String text(Tree.Node found) {
    if (found instanceof Tree.Text text && !text.text().isEmpty()) {
      return text.text();
    }
    throw found.place().fault("must be a text");
  }

  /** A text or a list of texts. */
  public List<String> texts(String name) {
    return each(required(name), text -> text);
  }

  /** All of this as a text or a list of texts. */
  public List<String> texts() {
    return each(text -> text);
  }

  /**
   * What is made of each text, all of this being a text or a list of texts. One that is refused by
   * an {@link IllegalArgumentException} is told where it stands.
   */
  public <T> List<T> each(Function<String, T> form) {
    askedForAll = true;
    return each(node, form);
  }

  /** All of this as a text. */
  public String text() {
    askedForAll = true;
    return text(node);
  }

  /**
   * Whether the file has the name alone, and nothing that belongs to it: {@code by: [address]}
   * rather than {@code by: [{address: {v4: 24}}]}.
   */
  public boolean saysNothing() {
    return node instanceof Tree.Nothing;
  }

  /** Whether all of this is that text. */
  boolean is(String text) {
    return node instanceof Tree.Text found && found.text().equals(text);
  }

  /** The name at this place alone, if this is a text. */
  Settings alone() {
    return new Settings(new Tree.Nothing(node.place()));
  }

  boolean isText() {
    return node instanceof Tree.Text;
  }

  private static <T> List<T> each(Tree.Node found, Function<String, T> form) {
    List<Tree.Node> nodes = found instanceof Tree.Items items ? items.items() : List.of(found);
    if (nodes.isEmpty()) {
      throw found.place().fault("is an empty list");
    }
    List<T> made = new ArrayList<>();
    for (Tree.Node each : nodes) {
      String text = text(each);
      try {
        made.add(form.apply(text));
      } catch (IllegalArgumentException e) {
        throw each.place().fault(String.valueOf(e.getMessage()));
      }
    }
    return made;
  }

  /**
   * One of a few numbers.
   *
   * @param otherwise if the file says nothing
   */
  public int oneOf(String name, List<Integer> allowed, int otherwise) {
    Optional<Tree.Node> found = field(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    Optional<BigDecimal> number = whole(found.get());
    for (int each : allowed) {
      if (number.isPresent() && number.get().compareTo(BigDecimal.valueOf(each)) == 0) {
        return each;
      }
    }
    String all = allowed.stream().map(String::valueOf).collect(Collectors.joining(", "));
    throw found.get().place().fault("must be one of " + all);
  }

  /**
   * What is made with the help of what stands under a name. If it is refused by an {@link
   * IllegalArgumentException}, that is told there.
   */
  public <T> T at(String name, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      throw refuse(name, String.valueOf(e.getMessage()));
    }
  }

  /** One of the names of an enum, in small letters with dashes. */
  public <E extends Enum<E>> E oneOf(String name, Class<E> type, E otherwise) {
    Optional<Tree.Node> found = field(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    Map<String, E> known = new LinkedHashMap<>();
    for (E each : type.getEnumConstants()) {
      known.put(each.name().toLowerCase(Locale.ROOT).replace('_', '-'), each);
    }
    E value = found.get() instanceof Tree.Text text ? known.get(text.text()) : null;
    if (value == null) {
      throw found.get().place().fault("must be one of " + String.join(", ", known.keySet()));
    }
    return value;
  }

  /** An exception that refuses all of this. */
  public RuntimeException refuse(String detail) {
    return node.place().fault(detail);
  }

  Fault fault(String name, String detail) {
    return field(name).orElse(node).place().fault(detail).fault();
  }

  /** An exception that refuses what stands under a name, or all of this if nothing does. */
  public RuntimeException refuse(String name, String detail) {
    return field(name).orElse(node).place().fault(detail);
  }

  /** Refuses what nobody asked for. */
  public void requireAllRead() {
    if ((node instanceof Tree.Text || node instanceof Tree.Items) && !askedForAll) {
      throw refuse("takes no value");
    }
    if (node instanceof Tree.Fields fields) {
      for (String name : fields.fields().keySet()) {
        if (!asked.contains(name)) {
          Tree.Place place = fields.names().get(name);
          throw (place == null ? node.place() : place)
              .fault(
                  asked.isEmpty()
                      ? "is not known; nothing is said here"
                      : "is not known; known are " + String.join(", ", asked));
        }
      }
    }
  }
}
