package io.millrace.bench.torture;

import io.millrace.journal.LogDamaged;
import io.millrace.journal.LogInspector;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.proof.audit.Auditor;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.LoggedFrame;
import io.millrace.proof.audit.Promise;
import io.millrace.proof.linear.Event;
import io.millrace.proof.linear.OneSku;
import io.millrace.proof.world.FrameReading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what clients were told against the log, with the auditor of the simulator. To be asked
 * while no server runs and no request is under way; each time it goes on where it left off. Used by
 * one thread.
 */
final class Inquest {

  /**
   * Beside the time it was kept from its work. A machine that others use as well may be late by
   * seconds; how late a node is that is well, is measured elsewhere.
   */
  private static final Duration LATE_MAX = Duration.ofSeconds(15);

  /** Of the log, each time: the rest is read again at the end. */
  private static final int FRAMES_READ_AGAIN = 200;

  private final Auditor auditor = new Auditor(LATE_MAX);
  private final FrameReading reading = new FrameReading();
  private final Histories histories = new Histories();
  private final LogInspector log;
  private final Disturbances disturbances;
  private final List<Book> books = new ArrayList<>();
  private final Map<ShopId, Answers> answers = new HashMap<>();
  private final Judged judged = new Judged();
  private @Nullable StoredFrame last;

  /** What is read now was read before. */
  private boolean isBehind;

  /** One client's ledger with what is still open in it. */
  private record Book(LedgerReader reader, Map<Long, Entry.Asked> open) {}

  Inquest(LogInspector log, List<Path> ledgers, Disturbances disturbances) {
    this.log = log;
    this.disturbances = disturbances;
    for (Path ledger : ledgers) {
      books.add(new Book(new LedgerReader(ledger), new HashMap<>()));
    }
  }

  /** The newest frame that was there. */
  @Nullable StoredFrame last() {
    return last;
  }

  Histories histories() {
    return histories;
  }

  Judged judged() {
    return judged;
  }

  /**
   * Everything that was written down since the last time.
   *
   * @throws BrokenPromise at the first thing that is wrong
   */
  void hold() throws IOException {
    hold(auditor.frameBefore(FRAMES_READ_AGAIN));
  }

  /** The same, and all that was held before is read once more. */
  void holdAll() throws IOException {
    hold(1);
  }

  private void hold(long fromSequence) throws IOException {
    for (Book book : books) {
      for (Entry entry : book.reader.readOn()) {
        take(book, entry);
      }
    }
    readLog(fromSequence);
    for (Map.Entry<ShopId, Answers> shop : answers.entrySet()) {
      shop.getValue()
          .heardUpTo(Long.MAX_VALUE, auditor); // whatever rests on facts that are nowhere
    }
    histories.search(
        books.stream()
            .flatMap(book -> book.open.values().stream())
            .filter(asked -> asked.asking().shop().equals(Premises.RUSH))
            .map(Entry.Asked::atNanos)
            .toList());
  }

  private void take(Book book, Entry entry) {
    switch (entry) {
      case Entry.Asked asked -> {
        book.open.put(asked.number(), asked);
        if (Retelling.isJudged(asked.asking())) {
          auditor.asked(Retelling.request(asked.asking()));
        }
      }
      case Entry.Told told -> {
        Entry.Asked asked = open(book, told);
        if (told.answered().isDecided()) {
          book.open.remove(told.number());
          decided(asked, told);
        } else {
          failed(asked, told);
          if (!told.answered().isToBeAskedAgain()) {
            book.open.remove(
                told.number()); // it was refused for want of room: nothing has happened
          }
        }
      }
      case Entry.Lost lost -> {
        Entry.Asked asked = open(book, lost);
        book.open.remove(lost.number());
        judged.lost++;
        OneSku.Operation operation = Histories.unheard(asked.asking());
        if (operation != null) {
          histories.add(Event.unanswered(asked.atNanos(), lost.atNanos(), operation));
        }
      }
    }
  }

  private static Entry.Asked open(Book book, Entry entry) {
    Entry.Asked asked = book.open.get(entry.number());
    if (asked == null) {
      throw new IllegalStateException(
          "%s has an answer to no question: %s".formatted(book.reader.path(), entry));
    }
    return asked;
  }

  private void decided(Entry.Asked asked, Entry.Told told) {
    Asking asking = asked.asking();
    if (Retelling.isJudged(asking)) {
      judged.count(asking, told.answered());
      answers.computeIfAbsent(asking.shop(), _ -> new Answers()).add(asking, told.answered());
    }
    OneSku.Operation operation = Histories.told(asking, told.answered());
    if (operation != null) {
      histories.add(Event.answered(asked.atNanos(), told.atNanos(), operation));
    }
  }

  /** No shard decided it: whether it may be so is to be seen from what had befallen the server. */
  private void failed(Entry.Asked asked, Entry.Told told) {
    String code = told.answered().code();
    judged.failed++;
    boolean isExcused =
        switch (code) {
          case "not_ready", "overloaded", "rate_limited" -> true;
          case "storage_full", "storage_failed", "outcome_unknown" ->
              disturbances.isFull(told.atNanos());
          default -> false;
        };
    if (!isExcused) {
      throw new BrokenPromise(
          code.equals("internal") ? Promise.AS_THE_RULES_SAY : Promise.SERVES_AGAIN,
          "%s was answered with %s, and nothing had befallen the server"
              .formatted(asked.asking(), told.answered()));
    }
  }

  private void readLog(long fromSequence) throws IOException {
    Auditor.Rereading rereading = auditor.reread(fromSequence);
    isBehind = true;
    try {
      log.frames(fromSequence, frame -> take(frame, rereading));
    } catch (LogDamaged e) {
      throw new BrokenPromise(Promise.NOTHING_LOST, "the log cannot be read: " + e.getMessage());
    }
    if (isBehind) {
      rereading.end();
    }
  }

  private void take(StoredFrame frame, Auditor.Rereading rereading) {
    last = frame;
    if (isBehind && rereading.isKnown(FrameReading.sealed(frame))) {
      return;
    }
    if (isBehind) {
      rereading.end();
      isBehind = false;
    }
    LoggedFrame logged = reading.decoded(frame);
    if (disturbances.isKept(logged.atMillis())) {
      auditor.isKept();
    }
    auditor.log(logged);
    judged.facts += logged.factCount();
    for (Recorded recorded : logged.facts()) {
      ShopId shop = recorded.shop();
      if (shop != null) {
        answers.computeIfAbsent(shop, _ -> new Answers()).logged(recorded.shopSequence());
      }
    }
    for (Answers ofShop : answers.values()) {
      ofShop.heardUpTo(ofShop.logged(), auditor);
    }
    auditor.settle();
  }
}
