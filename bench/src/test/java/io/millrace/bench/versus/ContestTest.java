package io.millrace.bench.versus;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.load.LoadOrders;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContestTest {

  @Test
  void shouldLeaveOutWhoseStoreIsNotWhatWasPromisedAndKeepTheOthers() throws IOException {
    FaultyPeer sound = new FaultyPeer("sound", 0);
    FaultyPeer liar = new FaultyPeer("liar", 1);
    List<String> notes = new ArrayList<>();
    Report report = new Report(figure -> {}, notes::add, System.err::println);
    try (Contest contest = new Contest(Plan.of(Scale.TINY), report)) {
      contest.enter(() -> sound, Path.of(""));
      contest.enter(() -> liar, Path.of(""));

      contest.run();

      List<Entrant> entrants = contest.entrants();
      assertThat(entrants).extracting(Entrant::isIn).containsExactly(true, false);
      assertThat(notes)
          .singleElement()
          .asString()
          .startsWith("liar: not measured, clients were promised ");
      Entrant measured = entrants.getFirst();
      assertThat(measured.score(LoadOrders.HOT).rates()).hasSize(2).allMatch(rate -> rate > 0);
      assertThat(measured.score(LoadOrders.SPREAD).millisAt(50)).isPositive();
      assertThat(measured.byConnections()).hasSize(2);
      assertThat(measured.byLoad()).hasSize(1);
      assertThat(measured.byOrders()).hasSize(2);
      assertThat(PeersTable.of(List.of(measured)))
          .contains("| Faulty | nothing | ")
          .doesNotContain("NaN");
    }
  }
}
