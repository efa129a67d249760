package io.millrace.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.refusal.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Prints {@code docs/errors.md} from the code and fails if the file differs. To write it anew, run
 * this test with {@code -Dmillrace.docs.write=true}.
 */
class ErrorsDocumentTest {
  private static final Path FILE = Path.of("..", "docs", "errors.md");

  @Test
  void shouldBeWhatTheCodeSays() throws IOException {
    String printed = print();
    if (Boolean.getBoolean("millrace.docs.write")) {
      Files.writeString(FILE, printed);
    }
    assertThat(Files.readString(FILE)).isEqualTo(printed);
  }

  private static String print() {
    StringBuilder text =
        new StringBuilder(
            """
            # Errors

            Printed from the code by `ErrorsDocumentTest`; write it anew with
            `mvn -pl edge -am test -Dtest=ErrorsDocumentTest -Dmillrace.docs.write=true -Dsurefire.failIfNoSpecifiedTests=false`.

            Every error is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, our
            `code`, and the members that the meaning below names. Codes are stable; details are for people and
            may change. *Retry* says whether the same request can ever succeed: `NEVER` until somebody changes
            something on purpose, `LATER` when the state may change by itself, `SAME_KEY` at once, or after
            `Retry-After`, with the same `Idempotency-Key`.

            | Status | Code | Retry | Meaning |
            |---|---|---|---|
            """);
    for (Code code : Code.values()) {
      text.append("| ").append(CodeStatus.of(code));
      text.append(" | `").append(code.word());
      text.append("` | ").append(code.retry());
      text.append(" | ").append(code.meaning()).append(" |\n");
    }
    return text.append(
            """

            `sku_unknown` is 404 when the path names the SKU, 409 when an order's body does. What the server
            refuses before it has a request keeps a status of its own (414, 431, 501 …) with the nearest code.
            """)
        .toString();
  }
}
