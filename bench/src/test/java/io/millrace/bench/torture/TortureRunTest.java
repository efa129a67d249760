package io.millrace.bench.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bench.process.House;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.Promise;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Each fault once, on a real server; and then ledgers that say what nobody was told. */
final class TortureRunTest {
  private static final long DISK_MIB = 64;
  private static final Plan SHORT = new Plan(Duration.ZERO, 1, Duration.ofMillis(800));

  private final Tally tally = new Tally();

  @TempDir Path falsified;

  @Test
  @Timeout(300)
  void shouldHoldEverythingThatWasToldAgainstTheLogAndSeeWhatIsFalse() throws Exception {
    try (House house = House.small(DISK_MIB, Plan.FLAGS);
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        TortureRun run = new TortureRun(SHORT, house, http, tally)) {
      Inquest inquest = run.run();
      assertThat(tally.failures()).isEmpty();
      assertThat(tally.count(Fault.KILL)).isEqualTo(run.lives());
      boolean isMounted = house.disk() != null;
      System.out.println(
          "a real server's full disk: "
              + (isMounted ? "ext4 on a loop" : "simulated, not mounted"));
      assertThat(Arrays.stream(Fault.values()).filter(fault -> tally.count(fault) == 0).toList())
          .as("never happened")
          .isEqualTo(isMounted ? List.of() : List.of(Fault.SLOW_DISK));
      assertThat(inquest.judged().answers()).isGreaterThan(100);
      assertThat(inquest.histories().operations()).isGreaterThan(10);
      seesWhatIsFalse(run);
    }
  }

  private void seesWhatIsFalse(TortureRun run) throws IOException {
    assertThatCode(() -> run.inquest(copies(run, "same", (_, told) -> told)).holdAll())
        .as("what was found well once is well again")
        .doesNotThrowAnyException();
    expectBroken(
        run,
        Promise.NOTHING_LOST,
        "an acknowledged order that is not in the log",
        (asking, told) ->
            isOrder(asking, told)
                ? new Answered(201, false, 1_000_000, told.decidedMillis(), told.body())
                : told);
    expectBroken(
        run,
        Promise.AS_THE_RULES_SAY,
        "another order than the log has at that place",
        (asking, told) -> isOrder(asking, told) ? with(told, "id", 77) : told);
    expectBroken(
        run,
        Promise.AS_THE_RULES_SAY,
        "a unit that is not there",
        (asking, told) ->
            asking.path().endsWith("/stock")
                ? with(told, "available", told.json().path("available").asLong() + 1)
                : told);
    expectBroken(
        run,
        Promise.ONE_KEY_ONE_EFFECT,
        "another answer under a key",
        (_, told) -> told.isReplay() && told.json().has("id") ? with(told, "id", 77) : told);
  }

  private static boolean isOrder(Asking asking, Answered told) {
    return asking.path().equals("/v1/shops/mill/orders") && told.status() == 201;
  }

  private static Answered with(Answered told, String member, long value) {
    ObjectNode body = (ObjectNode) told.json();
    if (body.path(member).isString()) {
      body.put(member, Long.toString(value));
    } else {
      body.put(member, value);
    }
    return new Answered(
        told.status(), told.isReplay(), told.position(), told.decidedMillis(), body.toString());
  }

  private void expectBroken(
      TortureRun run, Promise promise, String what, BiFunction<Asking, Answered, Answered> change)
      throws IOException {
    Inquest inquest = run.inquest(copies(run, what.replace(' ', '-'), change));
    assertThatThrownBy(inquest::holdAll)
        .as(what)
        .isInstanceOfSatisfying(
            BrokenPromise.class, broken -> assertThat(broken.promise()).isEqualTo(promise));
  }

  /** The same ledgers, but that the first answer that can be is another. */
  private List<Path> copies(
      TortureRun run, String name, BiFunction<Asking, Answered, Answered> change)
      throws IOException {
    Path directory = Files.createDirectories(falsified.resolve(name));
    List<Path> copies = new ArrayList<>();
    boolean isTrue = true;
    for (Path ledger : run.ledgers()) {
      Path copy = directory.resolve(ledger.getFileName());
      copies.add(copy);
      Map<Long, Asking> askings = new HashMap<>();
      try (Ledger written = new Ledger(copy)) {
        for (Entry entry : new LedgerReader(ledger).readOn()) {
          switch (entry) {
            case Entry.Asked asked -> {
              askings.put(asked.number(), asked.asking());
              written.asked(asked.asking(), asked.atNanos());
            }
            case Entry.Told told -> {
              Asking asking = Objects.requireNonNull(askings.get(told.number()));
              Answered other = isTrue ? change.apply(asking, told.answered()) : told.answered();
              isTrue &= other.equals(told.answered());
              written.told(told.number(), other, told.atNanos());
            }
            case Entry.Lost lost -> written.lost(lost.number(), lost.atNanos());
          }
        }
      }
    }
    return copies;
  }
}
