package io.millrace.app.audit;

import io.millrace.app.ExitStatus;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What a node says that audited itself: the same object that an audit of a directory prints. */
final class ToldReport {

  static final String ROUTE = "/v1/admin/audit";

  private ToldReport() {}

  /** As for a directory: damage outranks broken promises. */
  static ExitStatus status(String json) {
    boolean isWell = false;
    boolean isDamaged = false;
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      for (String field = parser.nextName(); field != null; field = parser.nextName()) {
        JsonToken value = parser.nextToken();
        switch (field) {
          case "well" -> isWell = value == JsonToken.VALUE_TRUE;
          case "damages" -> {
            isDamaged = parser.nextToken() != JsonToken.END_ARRAY;
            while (parser.currentToken() != JsonToken.END_ARRAY) {
              parser.nextToken();
            }
          }
          default -> parser.skipChildren();
        }
      }
    }
    if (isDamaged) {
      return ExitStatus.DAMAGED;
    }
    return isWell ? ExitStatus.WELL : ExitStatus.BROKEN;
  }
}
