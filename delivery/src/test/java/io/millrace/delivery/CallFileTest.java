package io.millrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.party.CallLog.Begun;
import io.millrace.delivery.party.LoggedCall;
import io.millrace.model.Secret;
import io.millrace.node.delivery.CallSearch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file of calls forgets, and that it does not look far for it. */
class CallFileTest {

  /** It looks after so many, at twice as many. */
  private static final int SLICE = 64;

  private static final long NOW = 1_800_000_000_000L;
  private static final long LONG_AGO = NOW - CallFile.KEPT_MAX.toMillis() - 1;

  @TempDir Path directory;

  private CallFile file;

  @BeforeEach
  void open() {
    file = new CallFile(directory.resolve("calls.db"));
  }

  @AfterEach
  void close() {
    file.close();
  }

  private void log(int tries, long atMillis) throws IOException {
    for (int i = 0; i < tries; i++) {
      Secret sealed = new Secret(new byte[] {1});
      assertThat(
              file.begin(new Begun("bank", "", "", null, 0, false, 1, 0, "", atMillis, "", sealed)))
          .isPresent();
    }
  }

  private long kept(long atMillis) throws IOException {
    return file.search(new CallSearch("bank", null, null, null, 1_000)).stream()
        .filter(each -> each.atMillis() == atMillis)
        .count();
  }

  @Test
  void shouldForgetTheOldestAndCatchUp() throws Exception {
    log(SLICE * 3, LONG_AGO);
    log(SLICE, NOW);
    assertThat(kept(LONG_AGO)).isEqualTo(SLICE);
    log(SLICE, NOW);
    assertThat(kept(LONG_AGO)).isZero();
    assertThat(kept(NOW)).isEqualTo(2 * SLICE);
    assertThat(file.search(new CallSearch("bank", null, null, null, 1_000)))
        .extracting(LoggedCall::number)
        .as("numbers are not used again")
        .last()
        .isEqualTo(SLICE * 3L + 1);
  }

  /** Old ones behind young ones come from a clock that was wrong: to find them, all are read. */
  @Test
  void shouldLookAtTheOldestOnly() throws Exception {
    log(SLICE * 2, NOW);
    log(SLICE, LONG_AGO);
    log(SLICE, NOW);
    assertThat(kept(LONG_AGO)).isEqualTo(SLICE);
  }
}
