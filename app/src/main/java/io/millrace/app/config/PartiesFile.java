package io.millrace.app.config;

import io.millrace.app.Stop;
import io.millrace.delivery.http.Post.Field;
import io.millrace.delivery.party.FailureKind;
import io.millrace.delivery.party.PartySettings;
import io.millrace.delivery.party.PartySettings.Audience;
import io.millrace.delivery.party.PartySettings.Breaker;
import io.millrace.delivery.party.PartySettings.Form;
import io.millrace.delivery.party.PartySettings.Rate;
import io.millrace.delivery.party.PartySettings.Timeouts;
import io.millrace.delivery.party.Retry;
import io.millrace.diana.config.PolicyRefused;
import io.millrace.diana.config.Settings;
import io.millrace.diana.config.SettingsFile;
import io.millrace.model.PartyUrl;
import io.millrace.model.ShopId;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator's file of third parties, in YAML or JSON: read at the start, which fails with every
 * line that is not right. What is secret may stand in the environment or in files of its own.
 */
final class PartiesFile {

  /** Each has connections, a breaker and counts of its own; more than these are no longer few. */
  private static final int PARTIES_MAX = 64;

  private static final int FIELDS_MAX = 16;
  private static final int SECRET_CHARS_MAX = 8_192;

  private static final Duration WAIT_MIN = Duration.ofMillis(1);

  /** Whoever makes a call waits for so long: what takes days is the table of deliveries'. */
  private static final Duration WAIT_MAX = Duration.ofMinutes(2);

  private static final Duration OPEN_MAX = Duration.ofHours(1);
  private static final int REPEATS_MAX = 10;
  private static final int WINDOW_MAX = 10_000;
  private static final int CALLS_MAX = 1_000;
  private static final int RATE_MAX = 100_000;

  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern FIELD_VALUE = Pattern.compile("[ -~]{1," + SECRET_CHARS_MAX + "}");

  /** What is ours to say, or HTTP's. */
  private static final Set<String> TAKEN =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "webhook-id",
          "webhook-timestamp",
          "webhook-signature");

  private final Map<String, String> environment;
  private final Set<String> known = new HashSet<>();

  PartiesFile(Map<String, String> environment) {
    this.environment = environment;
  }

  List<PartySettings> read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      List<PartySettings> parties =
          SettingsFile.read(file.toString(), bytes, "parties", this::party);
      if (parties.size() > PARTIES_MAX) {
        throw Stop.wrongUse(
            "The file of parties has %d, and %d are the most."
                .formatted(parties.size(), PARTIES_MAX));
      }
      return parties;
    } catch (PolicyRefused e) {
      throw Stop.wrongUse("These are no parties:\n" + e.getMessage());
    } catch (IOException e) {
      throw Stop.wrongUse("The file of parties cannot be read: " + e);
    }
  }

  private PartySettings party(Settings settings) {
    String name = settings.text("name");
    if (!PartyUrl.NAME.matcher(name).matches()) {
      throw settings.refuse(
          "name", "must be small letters, digits and hyphens, 32 at most, a letter first");
    }
    if (!known.add(name)) {
      throw settings.refuse("name", "is the name of another party, too");
    }
    return new PartySettings(
        name,
        url(settings),
        form(settings),
        timeouts(settings),
        retry(settings),
        breaker(settings),
        (int) settings.number("callsMax", 1, CALLS_MAX, PartySettings.CALLS_USUAL),
        rate(settings),
        webhooks(settings));
  }

  private static URI url(Settings settings) {
    try {
      URI url = new URI(settings.text("url"));
      PartySettings.of("name", url); // what is wrong with it is said by whoever knows
      return url;
    } catch (URISyntaxException e) {
      throw settings.refuse("url", "cannot be read as an address");
    } catch (IllegalArgumentException e) {
      throw settings.refuse("url", String.valueOf(e.getMessage()));
    }
  }

  private Form form(Settings settings) {
    String key = settings.optionalText("idempotencyField").orElse(Form.USUAL.idempotencyField());
    if (!FIELD_NAME.matcher(key).matches() || isTaken(key)) {
      throw settings.refuse("idempotencyField", "must be the name of a field of one's own");
    }
    Set<String> masked = new TreeSet<>();
    if (settings.has("masked")) {
      masked.addAll(settings.texts("masked"));
    }
    return new Form(key, headers(settings, key), masked);
  }

  private static boolean isTaken(String name) {
    return TAKEN.contains(name.toLowerCase(Locale.ROOT));
  }

  private List<Field> headers(Settings settings, String key) {
    List<Settings> items = settings.items("headers");
    if (items.size() > FIELDS_MAX) {
      throw settings.refuse("headers", "must be " + FIELDS_MAX + " at most");
    }
    List<Field> fields = new ArrayList<>();
    for (Settings item : items) {
      String name = item.text("name");
      if (!FIELD_NAME.matcher(name).matches() || isTaken(name) || name.equalsIgnoreCase(key)) {
        throw item.refuse("name", "must be the name of a field that is not sent anyhow");
      }
      if (fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name))) {
        throw item.refuse("name", "stands here twice");
      }
      fields.add(new Field(name, value(item)));
      item.requireAllRead();
    }
    return fields;
  }

  /** What is refused is never said: it may be the secret. */
  private String value(Settings item) {
    List<String> said = List.of("value", "env", "file").stream().filter(item::has).toList();
    if (said.size() != 1) {
      throw item.refuse("must have one of value, env and file");
    }
    String where = said.getFirst();
    String secret =
        switch (where) {
          case "env" -> fromEnvironment(item);
          case "file" -> fromFile(item);
          default -> item.text("value");
        };
    String value = item.optionalText("prefix").orElse("") + secret;
    if (!FIELD_VALUE.matcher(value).matches()) {
      throw item.refuse(where, "must be printable ASCII, " + SECRET_CHARS_MAX + " at most");
    }
    return value;
  }

  private String fromEnvironment(Settings item) {
    String secret = environment.getOrDefault(item.text("env"), "");
    if (secret.isEmpty()) {
      throw item.refuse("env", "is not set");
    }
    return secret;
  }

  private static String fromFile(Settings item) {
    try {
      String secret = Files.readString(Path.of(item.text("file"))).strip();
      if (!secret.isEmpty()) {
        return secret;
      }
    } catch (IOException | InvalidPathException e) {
      throw item.refuse("file", "cannot be read: " + e.getClass().getSimpleName());
    }
    throw item.refuse("file", "is empty");
  }

  private static Timeouts timeouts(Settings settings) {
    if (!settings.has("timeouts")) {
      return Timeouts.USUAL;
    }
    Settings said = settings.under("timeouts");
    try {
      Timeouts timeouts =
          new Timeouts(
              duration(said, "connect", Timeouts.USUAL.connect(), WAIT_MAX),
              duration(said, "answer", Timeouts.USUAL.answer(), WAIT_MAX),
              duration(said, "total", Timeouts.USUAL.total(), WAIT_MAX));
      said.requireAllRead();
      return timeouts;
    } catch (IllegalArgumentException e) {
      throw said.refuse(String.valueOf(e.getMessage()));
    }
  }

  private static Duration duration(Settings said, String name, Duration usual, Duration most) {
    Duration duration = said.has(name) ? said.duration(name) : usual;
    if (duration.compareTo(WAIT_MIN) < 0 || duration.compareTo(most) > 0) {
      throw said.refuse(name, "must be from 1ms to %ds".formatted(most.toSeconds()));
    }
    return duration;
  }

  /** What the file says of a kind stands in place of what is usual for it. */
  private static Retry retry(Settings settings) {
    if (!settings.has("retry")) {
      return Retry.DEFAULT;
    }
    Settings said = settings.under("retry");
    Map<FailureKind, Retry.Rule> rules = new EnumMap<>(FailureKind.class);
    rules.putAll(Retry.DEFAULT.rules());
    for (FailureKind kind : FailureKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (kind.isFailedTry() && said.has(name)) {
        rules.put(kind, rule(said.under(name), rules.get(kind)));
      }
    }
    said.requireAllRead();
    return new Retry(rules);
  }

  private static Retry.Rule rule(Settings said, Retry.@Nullable Rule usual) {
    Retry.Rule otherwise = usual == null ? Retry.Rule.NONE : usual;
    Retry.Rule rule =
        new Retry.Rule(
            (int) said.number("times", 0, REPEATS_MAX, otherwise.times()),
            duration(said, "first", otherwise.first(), WAIT_MAX),
            duration(said, "cap", otherwise.cap(), WAIT_MAX),
            said.oneOf("then", Retry.Then.class, otherwise.then()));
    said.requireAllRead();
    return rule;
  }

  private static Breaker breaker(Settings settings) {
    if (!settings.has("breaker")) {
      return Breaker.USUAL;
    }
    Settings said = settings.under("breaker");
    Breaker usual = Breaker.USUAL;
    try {
      Breaker breaker =
          new Breaker(
              (int) said.number("failuresPercent", 1, 100, usual.failuresPercent()),
              (int) said.number("calls", 1, WINDOW_MAX, usual.calls()),
              (int) said.number("callsMin", 1, WINDOW_MAX, usual.callsMin()),
              duration(said, "open", usual.open(), OPEN_MAX),
              (int) said.number("trials", 1, CALLS_MAX, usual.trials()));
      said.requireAllRead();
      return breaker;
    } catch (IllegalArgumentException e) {
      throw said.refuse(String.valueOf(e.getMessage()));
    }
  }

  private static Rate rate(Settings settings) {
    if (!settings.has("rate")) {
      return Rate.USUAL;
    }
    Settings said = settings.under("rate");
    int perSecond = (int) said.number("perSecond", 1, RATE_MAX);
    Rate rate = new Rate(perSecond, (int) said.number("burst", 1, RATE_MAX, perSecond));
    said.requireAllRead();
    return rate;
  }

  private static Audience webhooks(Settings settings) {
    if (!settings.has("webhooks")) {
      return new Audience.Nobody();
    }
    List<String> said = settings.texts("webhooks");
    if (said.equals(List.of("true"))) {
      return new Audience.Everybody();
    }
    if (said.equals(List.of("false"))) {
      return new Audience.Nobody();
    }
    Set<ShopId> shops = new HashSet<>();
    for (String shop : said) {
      try {
        shops.add(new ShopId(shop));
      } catch (IllegalArgumentException e) {
        throw settings.refuse("webhooks", "must be true, false, or ids of shops");
      }
    }
    return new Audience.Shops(shops);
  }
}
