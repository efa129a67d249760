package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Level;
import io.millrace.model.refusal.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The level of the logs as an operator asks for it. How one release follows another: elsewhere. */
class LevelTest {
  private static final String PATH = "/v1/admin/level";
  private static final String READERS =
      "[{\"reader\":\"writer\",\"reads\":1},{\"reader\":\"credentials\",\"reads\":1},"
          + "{\"reader\":\"push\",\"reads\":1}]";

  private final TestEdge edge = new TestEdge();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldSayTheLevelOfEachLogAndWhoReadsIt() {
    Answer levels = edge.asOperator("GET", PATH, "");
    assertThat(levels.status()).isEqualTo(200);
    assertThat(levels.text())
        .isEqualTo(
            "{\"known\":1,\"shards\":[{\"shard\":0,\"level\":1,\"readers\":"
                + READERS
                + "},{\"shard\":1,\"level\":1,\"readers\":"
                + READERS
                + "}]}");
  }

  @Test
  void shouldLeaveALogAsItIsThatHasComeToTheLevel() {
    String before = edge.asOperator("GET", PATH, "").text();
    assertThat(edge.asOperator("PUT", PATH, "{\"level\":1}").text()).isEqualTo(before);
  }

  @Test
  void shouldRefuseALevelThatAReaderDoesNotKnowAndNameIt() {
    Answer refused = edge.asOperator("PUT", PATH, "{\"level\":%d}".formatted(Level.CURRENT + 1));
    assertThat(refused.verdict()).isEqualTo("409 level_unread");
    assertThat(refused.at("/reader")).isEqualTo("writer");
    assertThat(refused.json().at("/reads").asInt()).isEqualTo(Level.CURRENT);
    assertThat(refused.json().at("/shard").asInt()).isZero();
  }

  @Test
  void shouldRefuseWhatIsNoLevel() {
    for (String body : new String[] {"{}", "{\"level\":0}", "{\"level\":\"2\"}", "{\"to\":2}"}) {
      Answer refused = edge.asOperator("PUT", PATH, body);
      assertThat(refused.verdict()).as(body).isEqualTo("400 invalid");
      assertThat(refused.at("/field")).as(body).isIn("level", "to");
    }
  }

  @Test
  void shouldSayNothingOfLevelsBeforeItServes() {
    edge.gate.failWith(Code.NOT_READY);
    assertThat(edge.asOperator("GET", PATH, "").verdict()).isEqualTo("503 not_ready");
    assertThat(edge.asOperator("PUT", PATH, "{\"level\":1}").verdict()).isEqualTo("503 not_ready");
  }
}
