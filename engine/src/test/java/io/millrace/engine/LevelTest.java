package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.SlotTable;
import io.millrace.model.answer.LevelView;
import io.millrace.model.command.RaiseLevel;
import io.millrace.model.command.ReadLevel;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.refusal.LevelUnread;
import io.millrace.model.refusal.NotPermitted;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an engine of the next release makes of a log of the first. */
class LevelTest {
  private static final int NEXT = Level.FIRST + 1;
  private static final long NOW = World.START;

  private final Engine engine = new Engine(Wishes.SHARD, EngineLimits.DEFAULT, NEXT);

  private Outcome raise(Actor actor, int level) {
    return engine.decide(Request.of(Wishes.SHOP, actor, new RaiseLevel(level)), NOW);
  }

  private void apply(int level, Fact fact) {
    engine.apply(new Recorded(level, null, 0, Actor.NODE, null, fact), NOW);
  }

  private void open(int level) {
    apply(level, new Opened(1, 2, 1, Wishes.SHARD, 8, SlotTable.dealt(8)));
  }

  @Test
  void shouldBeginANewLogInItsOwnLanguageAndStayInThatOfAnOldOne() {
    assertThat(engine.level()).isEqualTo(NEXT);
    open(Level.FIRST);
    assertThat(engine.level()).isEqualTo(Level.FIRST);
    assertThatThrownBy(() -> apply(NEXT, new TimePassed())).isInstanceOf(BrokenInvariant.class);
  }

  @Test
  void shouldRaiseALevelByAFactOfTheLevelBefore() {
    open(Level.FIRST);
    Recorded raised =
        new Recorded(Level.FIRST, null, 0, Actor.OPERATOR, null, new LevelRaised(NEXT));
    assertThat(raise(Actor.OPERATOR, NEXT))
        .isEqualTo(new Outcome.Accepted(List.of(raised), new LevelView(NEXT, NEXT)));
    assertThat(engine.level()).as("deciding changes nothing").isEqualTo(Level.FIRST);
    long before = engine.digest();
    engine.apply(raised, NOW);
    assertThat(engine.digest()).isNotEqualTo(before);
    apply(NEXT, new TimePassed());
    apply(Level.FIRST, new TimePassed());
    assertThat(engine.decide(Request.of(Wishes.SHOP, Actor.OPERATOR, new ReadLevel()), NOW))
        .isEqualTo(new Outcome.Answered(new LevelView(NEXT, NEXT)));
  }

  @Test
  void shouldWriteNothingForALevelThatTheLogHasComeTo() {
    open(NEXT);
    for (int level : new int[] {Level.FIRST, NEXT}) {
      assertThat(raise(Actor.OPERATOR, level))
          .isEqualTo(new Outcome.Answered(new LevelView(NEXT, NEXT)));
    }
  }

  @Test
  void shouldRefuseALevelThatItCannotReadAndWhoeverIsNoOperator() {
    open(Level.FIRST);
    assertThat(raise(Actor.OPERATOR, NEXT + 1))
        .isEqualTo(new Outcome.Refused(new LevelUnread(Wishes.SHARD, "writer", NEXT)));
    assertThat(raise(Wishes.MERCHANT, NEXT))
        .isEqualTo(new Outcome.Refused(new NotPermitted("actor", "is for operators")));
    assertThatThrownBy(() -> apply(Level.FIRST, new LevelRaised(NEXT + 1)))
        .isInstanceOf(BrokenInvariant.class);
  }
}
