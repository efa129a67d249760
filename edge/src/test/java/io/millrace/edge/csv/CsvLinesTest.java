package io.millrace.edge.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvLinesTest {

  private static String text(CsvLines lines) {
    return new String(lines.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldQuoteWhatWouldBeTakenForTheEndOfAValue() {
    CsvLines lines = new CsvLines();
    lines.names(List.of("a", "b"));
    lines.words("one, two").words("a \"word\"").end();
    lines.words("two\r\nlines").nothing().number(-7).end();
    assertThat(text(lines))
        .isEqualTo("a,b\r\n\"one, two\",\"a \"\"word\"\"\"\r\n\"two\r\nlines\",,-7\r\n");
  }

  @Test
  void shouldNotLetPeoplesWordsBecomeFormulas() {
    CsvLines lines = new CsvLines();
    lines
        .words("=HYPERLINK(\"x\")")
        .words("+1")
        .words("-1")
        .words("@SUM")
        .words("\tx")
        .words("a=b");
    lines.id("-id").number(-1).end();
    assertThat(text(lines))
        .isEqualTo("\"'=HYPERLINK(\"\"x\"\")\",'+1,'-1,'@SUM,'\tx,a=b,-id,-1\r\n");
  }
}
