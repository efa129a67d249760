package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TemplateTest {

  @Test
  void shouldSendEachRequestUnderItsOwnKey() {
    Template template = Template.post("/orders", "localhost:80", "token", "{}", 1);
    ByteBuffer target = ByteBuffer.allocate(1_024);
    template.fill(target, 1);
    assertThat(text(target)).contains("\r\nIdempotency-Key: 0000000000000001\r\n\r\n{}");
    template.fill(target, 0xfedc_ba98_7654_3210L);
    assertThat(text(target)).contains("\r\nIdempotency-Key: fedcba9876543210\r\n\r\n{}");
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.US_ASCII.decode(buffer.duplicate()).toString();
  }
}
