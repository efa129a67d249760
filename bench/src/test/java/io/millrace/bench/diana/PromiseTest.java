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
  void shouldSayHowMuchOfTheLogWasUsed() {
    List<Admitted> all = within(LIMIT, 0);
    all.addAll(within(LIMIT / 2, SECOND + LIMIT));

    assertThat(Promise.logUsed(all)).isEqualTo(0.75);
  }

  /** All of one window, and of the next so much as it had no longer in view, and one more. */
  @Test
  void shouldFindWhatASlidingCounterHasTooMuch() {
    int limit = (int) Promise.COUNTER.limit();
    List<Admitted> all = within(limit, 5 * SECOND);
    all.addAll(within(limit / 2 - 1, 6 * SECOND + SECOND / 2 - limit / 2 - QUICK));
    assertThat(Promise.counterOver(all)).isZero();

    long later = 6 * SECOND + SECOND / 2 + QUICK;
    all.addAll(within(3, later));
    assertThat(Promise.counterOver(all)).isZero(); // none was answered before the next was asked

    all.add(admitted(later + 2 * QUICK, later + 3 * QUICK));
    assertThat(Promise.counterOver(all)).isEqualTo(3);
    assertThat(Promise.counterUsed(all)).isEqualTo(1);
  }

  @Test
  void shouldNotCountTogetherWhatIsAPeriodApart() {
    List<Admitted> all = within(LIMIT, 0);
    all.addAll(within(LIMIT, SECOND + LIMIT));

    assertThat(Promise.logOver(all)).isZero();
  }
}
