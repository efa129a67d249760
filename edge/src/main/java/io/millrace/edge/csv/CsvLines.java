package io.millrace.edge.csv;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lines of comma separated values in UTF-8, as RFC 4180 has them: a value with a comma, a quote or
 * an end of line stands in quotes, and a quote in it twice; lines end with CR LF.
 *
 * <p>A spreadsheet runs what begins like a formula. People's words that do so get an apostrophe in
 * front, which spreadsheets take for "this is text"; ids have no letters to call anything with, and
 * are as they are.
 */
public final class CsvLines {

  /** What RFC 7111 calls it; the first line has the names of the columns. */
  public static final String MEDIA_TYPE = "text/csv; charset=utf-8; header=present";

  /** What clients accept. */
  public static final String ACCEPTED = "text/csv";

  private static final String FORMULA_BEGINS = "=+-@\t\r";

  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  /** A line of names. */
  public void names(List<String> names) {
    names.forEach(this::id);
    end();
  }

  /** Of letters that mean nothing to a spreadsheet. */
  public CsvLines id(String value) {
    return field(value);
  }

  public CsvLines number(long value) {
    return field(Long.toString(value));
  }

  /** Whatever somebody wrote. */
  public CsvLines words(String value) {
    boolean isFormula = !value.isEmpty() && FORMULA_BEGINS.indexOf(value.charAt(0)) >= 0;
    return field(isFormula ? "'" + value : value);
  }

  public CsvLines nothing() {
    return field("");
  }

  private CsvLines field(String value) {
    if (!first) {
      text.append(',');
    }
    first = false;
    boolean quoted = value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    if (quoted) {
      text.append('"').append(value.replace("\"", "\"\"")).append('"');
    } else {
      text.append(value);
    }
    return this;
  }

  public void end() {
    text.append("\r\n");
    first = true;
  }

  public byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
