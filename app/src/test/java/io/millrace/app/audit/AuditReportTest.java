package io.millrace.app.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditReportTest {
  private static final Place PLACE = new Place(0, 1, 0);

  @Test
  void shouldNotSayThatAPromiseHoldsWhoseViolationsWereNotKept() {
    Findings findings = new Findings();
    for (int i = 0; i < Findings.VIOLATIONS_KEPT_MAX; i++) {
      findings.require(Promise.RULES, false, PLACE, () -> "early");
    }
    findings.require(Promise.NEVER_OVERSELL, false, PLACE, () -> "late");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new AuditReport(1, 1, findings, List.of()).print(new PrintStream(out, true, UTF_8));
    assertThat(out.toString(UTF_8).lines().filter(line -> line.contains("BROKEN")))
        .extracting(line -> line.substring(0, 1))
        .containsExactly("1", "r");
    assertThat(out.toString(UTF_8)).contains("and 1 more");
  }
}
