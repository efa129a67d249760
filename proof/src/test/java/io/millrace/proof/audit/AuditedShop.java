package io.millrace.proof.audit;

import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SlotTable;
import io.millrace.model.answer.Answer;
import io.millrace.model.command.Command;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shop whose log and answers a test writes, and an auditor that is told of them. */
final class AuditedShop {
  static final Actor MERCHANT = Actor.merchant("m");

  private static final ShopId SHOP = new ShopId("mill");
  private static final ShopSettings SETTINGS =
      new ShopSettings(
          "Mill", Currency.getInstance("CNY"), ZoneOffset.UTC, Duration.ofMinutes(1), List.of());

  private final Auditor auditor = new Auditor();
  private long sequence;
  private long shopSequence;
  private long epoch;
  private long nowMillis = 1_800_000_000_000L;

  AuditedShop() {
    open();
    log(Actor.OPERATOR, null, new ShopDefined(SETTINGS, 1));
    auditor.settle();
  }

  /** A process begins. */
  void open() {
    epoch++;
    frame(
        new Recorded(
            1, null, 0, Actor.NODE, null, new Opened(1, 2, epoch, 0, 1, SlotTable.dealt(1))));
  }

  void pass(long millis) {
    nowMillis += millis;
  }

  long nowMillis() {
    return nowMillis;
  }

  void log(Actor actor, @Nullable RequestKey key, ShopFact fact) {
    frame(new Recorded(1, SHOP, ++shopSequence, actor, key, fact));
  }

  private void frame(Recorded recorded) {
    sequence++;
    auditor.log(new LoggedFrame(sequence, 1, nowMillis, sequence, 7, List.of(recorded)));
  }

  /** The node does it by itself. */
  void happens(ShopFact fact) {
    log(Actor.NODE, null, fact);
    auditor.settle();
  }

  /** The merchant asks, the facts follow, and that is the answer. */
  void changes(@Nullable RequestKey key, Command command, Answer answer, ShopFact... facts) {
    Request request = new Request(SHOP, MERCHANT, key, Precondition.NONE, command);
    auditor.asked(request);
    for (int i = 0; i < facts.length; i++) {
      log(MERCHANT, i == facts.length - 1 ? key : null, facts[i]);
    }
    hear(request, new Outcome.Accepted(List.of(), answer));
    auditor.settle();
  }

  void answers(@Nullable RequestKey key, Command command, Outcome outcome) {
    hear(new Request(SHOP, MERCHANT, key, Precondition.NONE, command), outcome);
  }

  private void hear(Request request, Outcome outcome) {
    auditor.hear(new Heard(request, outcome, shopSequence, nowMillis));
  }
}
