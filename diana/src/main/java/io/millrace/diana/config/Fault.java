package io.millrace.diana.config;

/**
 * One thing that is wrong in a file.
 *
 * @param line from 1
 * @param column from 1
 * @param field the way to it: {@code rules[2].algorithm.token-bucket.limit}; empty for all of it
 */
public record Fault(String file, int line, int column, String field, String detail) {
  @Override
  public String toString() {
    String at = field.isEmpty() ? "" : " " + field + ":";
    return file + ":" + line + ":" + column + ":" + at + " " + detail;
  }
}
