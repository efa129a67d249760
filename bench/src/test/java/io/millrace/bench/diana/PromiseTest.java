package io.millrace.bench.diana;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.diana.Promise.Admitted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Too much is found, and nothing is called too much that may have been right. */
final class PromiseTest {
  private static final int LIMIT = (int) Promise.LOG.limit();
  private static final long SECOND = 1_000_000;
  private static final long QUICK = 300;

  private static Admitted admitted(long begin, long end) {
    return new Admitted(begin, end, 0);
  }

  private static List<Admitted> within(int requests, long from) {
    List<Admitted> all = new ArrayList<>();
    for (int request = 0; request < requests; request++) {
      all.add(admitted(from + request, from + request + QUICK));
    }
    return all;
  }

  @Test
  void shouldFindWhatASpanHasTooMuch() {
    List<Admitted> all = within(LIMIT, 0);
    assertThat(Promise.logOver(all)).isZero();

    all.add(admitted(SECOND - 2 * QUICK, SECOND - QUICK));
    all.add(admitted(SECOND - QUICK, SECOND - 1));
    assertThat(Promise.logOver(all)).isEqualTo(2);
  }

  @Test
  void shouldNotCountWhatMayHaveBeenDecidedLater() {
    List<Admitted> all = within(LIMIT - 1, 0);
    all.add(admitted(LIMIT, 3 * SECOND)); // whose answer was long on its way, or its question
    all.add(admitted(SECOND / 2, SECOND / 2 + QUICK));

    assertThat(Promise.logOver(all)).isZero();
  }

  @Test
  void shouldNotCountTogetherWhatIsAPeriodApart() {
    List<Admitted> all = within(LIMIT, 0);
    all.addAll(within(LIMIT, SECOND + LIMIT));

    assertThat(Promise.logOver(all)).isZero();
  }
}
