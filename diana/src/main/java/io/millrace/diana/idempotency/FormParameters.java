package io.millrace.diana.idempotency;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a form whose body was read already: a container finds nothing there any more.
 * As with a container, those of the query come first.
 */
final class FormParameters {
  private FormParameters() {}

  static Map<String, String[]> of(HttpServletRequest request, byte[] body) {
    String encoding = request.getCharacterEncoding();
    Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
    Map<String, List<String>> values = new LinkedHashMap<>();
    add(values, request.getQueryString(), StandardCharsets.UTF_8);
    add(values, new String(body, charset), charset);
    Map<String, String[]> parameters = new LinkedHashMap<>();
    values.forEach((name, all) -> parameters.put(name, all.toArray(String[]::new)));
    return parameters;
  }

  private static void add(
      Map<String, List<String>> values, @Nullable String encoded, Charset charset) {
    if (encoded == null) {
      return;
    }
    int from = 0;
    while (from < encoded.length()) {
      int and = encoded.indexOf('&', from);
      int to = and < 0 ? encoded.length() : and;
      addOne(values, encoded.substring(from, to), charset);
      from = to + 1;
    }
  }

  /** What is encoded in no way that anybody knows is left out, as containers do. */
  private static void addOne(Map<String, List<String>> values, String pair, Charset charset) {
    int equals = pair.indexOf('=');
    try {
      String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), charset);
      String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), charset);
      if (!name.isEmpty()) {
        values.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
      }
    } catch (IllegalArgumentException e) {
      // a % without two digits behind it
    }
  }
}
