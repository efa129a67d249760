package io.millrace.delivery.party;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.delivery.http.Post.Field;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of requests and answers may be kept for people to read. The values of fields whose names end
 * with certain words are left out, in heads, in JSON, in XML and in forms. So is what may have
 * fields of its own: a body of another kind, JSON in a value of a form or in a string of JSON, and
 * queries, for some parties want secrets there. Values that an operator gave for each request are
 * left out wherever they stand. Rather too much is left out than too little.
 */
final class Masks {

  private static final String MASK = "…";

  /** At the ends of names, everywhere; in lower case and without what separates words. */
  private static final Set<String> ALWAYS =
      Set.of(
          "authorization",
          "proxyauthorization",
          "cookie",
          "setcookie",
          "apikey",
          "xapikey",
          "accesstoken",
          "refreshtoken",
          "token",
          "secret",
          "clientsecret",
          "password",
          "passwd",
          "signature",
          "sign",
          "privatekey",
          "card",
          "cardnumber",
          "pan",
          "cvv",
          "cvc",
          "cvv2",
          "securitycode",
          "expiry",
          "iban",
          "accountnumber",
          "idnumber",
          "phone",
          "mobile",
          "email");

  private static final int CHARS_MAX = 4_096;

  /** What is longer, or has other characters, is no name in a form, but something encoded. */
  private static final Pattern FORM_NAME = Pattern.compile("[\\p{L}\\p{N}_\\[\\].:-]{1,64}");

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]");

  /** As in {@code card[number]} and {@code card.number}. */
  private static final Pattern BETWEEN_PARTS = Pattern.compile("[\\[\\].]+");

  /** What is shorter may stand in a text by chance, and is hidden by its field's name only. */
  private static final int GIVEN_CHARS_MIN = 8;

  private final Set<String> names = new HashSet<>(ALWAYS);

  /** The fields that each request has, in lower case. */
  private final Set<String> givenNames = new HashSet<>();

  /** Their values, and the parts of those: an answer may have them without what stands before. */
  private final List<String> given = new ArrayList<>();

  Masks(PartySettings.Form form) {
    form.masked().forEach(name -> names.add(plain(name)));
    names.remove(""); // every name ends with it
    for (Field field : form.fields()) {
      givenNames.add(field.name().toLowerCase(Locale.ROOT));
      Stream.concat(Stream.of(field.value()), Stream.of(field.value().split(" ", -1)))
          .filter(part -> part.length() >= GIVEN_CHARS_MIN)
          .distinct()
          .forEach(given::add);
    }
  }

  private boolean isGiven(String field) {
    return givenNames.contains(field.toLowerCase(Locale.ROOT));
  }

  private String withoutGiven(String text) {
    String without = text;
    for (String value : given) {
      without = without.replace(value, MASK);
    }
    return without;
  }

  private static String plain(String name) {
    return BETWEEN_WORDS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  /** By its end, or that of any of its parts. */
  private boolean hides(String name) {
    return endsHidden(name) || BETWEEN_PARTS.splitAsStream(name).anyMatch(this::endsHidden);
  }

  private boolean endsHidden(String name) {
    String plain = plain(name);
    return names.stream().anyMatch(plain::endsWith);
  }

  /**
   * Whether a value may have fields of its own: JSON, markup, what is encoded once more or begins
   * with an escape, a form, an address with a query.
   */
  private static boolean mayHaveFields(String value) {
    int at = 0;
    while (at < value.length() && (value.charAt(at) <= ' ' || value.charAt(at) == '"')) {
      at++;
    }
    boolean beginsSo = at < value.length() && "{[<%\\".indexOf(value.charAt(at)) >= 0;
    return beginsSo
        || (value.indexOf('=') >= 0
            && value.chars().anyMatch(c -> c == '?' || c == '&' || c == '#'));
  }

  /** Of a field in a head. */
  private String value(String name, String value) {
    int query = 0;
    while (query < value.length() && value.charAt(query) != '?' && value.charAt(query) != '#') {
      query++;
    }
    String kept = value.substring(0, query);
    if (hides(name) || mayHaveFields(kept)) {
      return MASK;
    }
    return query == value.length() ? value : kept + value.charAt(query) + MASK;
  }

  String request(String method, URI url, List<Field> fields, String body) {
    StringBuilder text = new StringBuilder(method).append(' ').append(url.getRawPath());
    if (url.getRawQuery() != null) {
      text.append('?').append(MASK);
    }
    for (Field field : fields) {
      text.append('\n').append(field.name()).append(": ");
      text.append(isGiven(field.name()) ? MASK : value(field.name(), field.value()));
    }
    return cut(text.append("\n\n").append(body(body)).toString());
  }

  String answer(String head, String body) {
    return cut(head(head) + "\n\n" + body(body));
  }

  /** Line by line, {@code name: value}. */
  private String head(String head) {
    StringBuilder text = new StringBuilder();
    for (String line : head.split("\n", -1)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon));
      text.append(text.isEmpty() ? "" : "\n");
      text.append(colon > 0 ? name + ": " + value(name, line.substring(colon + 1).strip()) : line);
    }
    return text.toString();
  }

  private String body(String body) {
    String text = body.strip();
    if (text.isEmpty()) {
      return "";
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return json(text);
    }
    String instead = "(" + text.length() + " characters)";
    if (text.startsWith("<")) {
      return XmlMask.of(text, this::hides, Masks::mayHaveFields, MASK).orElse(instead);
    }
    return isForm(text) ? form(text) : instead;
  }

  /** By hand: an expression would recurse for each of thousands of pairs. */
  private static boolean isForm(String text) {
    boolean isNamed = false;
    boolean isPair = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '<' || c == '>' || (c == '=' && !isNamed) || (c == '&' && !isPair)) {
        return false;
      }
      isPair = c != '&' && (isPair || c == '=');
      isNamed = c != '&';
    }
    return isPair;
  }

  private String form(String text) {
    StringBuilder masked = new StringBuilder();
    for (String pair : text.split("&", -1)) {
      masked.append(masked.isEmpty() ? "" : "&").append(pair(pair));
    }
    return masked.toString();
  }

  private String pair(String pair) {
    int equals = pair.indexOf('=');
    try {
      String name = URLDecoder.decode(pair.substring(0, equals), UTF_8);
      if (!FORM_NAME.matcher(name).matches()) {
        return MASK;
      }
      String value = URLDecoder.decode(pair.substring(equals + 1), UTF_8);
      return hides(name) || mayHaveFields(value) ? pair.substring(0, equals + 1) + MASK : pair;
    } catch (IllegalArgumentException _) {
      return MASK; // not encoded as forms are
    }
  }

  /**
   * Walks over the text and leaves out what follows a hidden name, however deep it is. A name that
   * is written with escapes is hidden: who writes so?
   */
  private String json(String text) {
    StringBuilder masked = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) != '"') {
        masked.append(text.charAt(at++));
        continue;
      }
      int end = endOfString(text, at);
      String inside = text.substring(at + 1, Math.max(at + 1, end - 1));
      int colon = pastBlanks(text, end);
      boolean isName = colon < text.length() && text.charAt(colon) == ':';
      if (!isName && mayHaveFields(inside)) {
        masked.append('"').append(MASK).append('"');
      } else {
        masked.append(text, at, end);
      }
      at = end;
      if (isName && (inside.indexOf('\\') >= 0 || hides(inside))) {
        masked.append(":\"").append(MASK).append('"');
        at = endOfValue(text, pastBlanks(text, colon + 1));
      }
    }
    return masked.toString();
  }

  private static int pastBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int endOfString(String text, int quote) {
    int at = quote + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), at + 1);
  }

  /** Of a string, a number, a word, or all between brackets. */
  private static int endOfValue(String text, int from) {
    int depth = 0;
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at = endOfString(text, at);
      } else if (c == '{' || c == '[') {
        depth++;
        at++;
      } else if (c == '}' || c == ']' || c == ',') {
        if (depth == 0) {
          return at;
        }
        depth -= c == ',' ? 0 : 1;
        at++;
      } else {
        at++;
      }
    }
    return at;
  }

  private String cut(String whole) {
    String text = withoutGiven(whole);
    return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + MASK;
  }
}
