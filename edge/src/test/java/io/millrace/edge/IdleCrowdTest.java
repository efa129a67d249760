package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.process.TestProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten thousand who are connected and ask nothing are not felt by those who ask. */
class IdleCrowdTest {
  private static final int CROWD = 10_000;
  private static final int ORDERS = 20;

  @Test
  void shouldServeOthersBesideTenThousandIdleConnections() throws IOException {
    try (TestEdge edge = new TestEdge()) {
      TestShop shop = edge.shop("s", ORDERS);
      Process crowd =
          TestProcess.java(
                  List.of("-Xmx512m"),
                  IdleCrowd.class.getName(),
                  Integer.toString(edge.server.port()),
                  Integer.toString(CROWD))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader said = crowd.inputReader();
          OutputStream asked = crowd.getOutputStream()) {
        assertThat(said.readLine()).isEqualTo("connected " + CROWD);
        for (int i = 0; i < ORDERS; i++) {
          assertThat(shop.order("anna")).isNotEmpty();
        }
        // All of them were there the whole time: each gets an answer now, on its connection.
        asked.write('\n');
        asked.flush();
        assertThat(said.readLine()).isEqualTo("answered " + CROWD);
      } finally {
        crowd.destroyForcibly();
      }
    }
  }
}
