package io.millrace.delivery.party;

import io.millrace.delivery.http.Post.Field;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What of requests and answers may be kept for people to read. The values of fields with certain
 * names are left out, in heads, in JSON and in forms; a body that is neither is left out whole, for
 * nobody knows what is in it. Queries are left out: some parties want secrets there.
 */
final class Masks {

  private static final String MASK = "…";

  /** Everywhere, in lower case and without what separates words. */
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

  private final Set<String> names = new HashSet<>(ALWAYS);

  Masks(Set<String> more) {
    more.forEach(name -> names.add(plain(name)));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private boolean hides(String name) {
    return names.contains(plain(name));
  }

  String request(String method, URI url, List<Field> fields, String body) {
    StringBuilder text = new StringBuilder(method).append(' ').append(url.getRawPath());
    if (url.getRawQuery() != null) {
      text.append('?').append(MASK);
    }
    for (Field field : fields) {
      text.append('\n').append(field.name()).append(": ");
      text.append(hides(field.name()) ? MASK : field.value());
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
      boolean isHidden = colon > 0 && hides(line.substring(0, colon));
      text.append(text.isEmpty() ? "" : "\n");
      text.append(isHidden ? line.substring(0, colon + 1) + " " + MASK : line);
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
    return isForm(text) ? form(text) : "(" + text.length() + " characters)";
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
      int equals = pair.indexOf('=');
      String name = pair.substring(0, equals);
      masked.append(masked.isEmpty() ? "" : "&");
      masked.append(hides(name) ? name + "=" + MASK : pair);
    }
    return masked.toString();
  }

  /** Walks over the text and leaves out what follows a hidden name, however deep it is. */
  private String json(String text) {
    StringBuilder masked = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) != '"') {
        masked.append(text.charAt(at++));
        continue;
      }
      int end = endOfString(text, at);
      String name = text.substring(at + 1, Math.max(at + 1, end - 1));
      masked.append(text, at, end);
      at = end;
      int colon = pastBlanks(text, at);
      if (colon < text.length() && text.charAt(colon) == ':' && hides(name)) {
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

  private static String cut(String text) {
    return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + MASK;
  }
}
