package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.command.Command;
import io.millrace.model.refusal.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** A scenario: in this world, when this is asked, then that happens. */
record Row(
    String name,
    EngineLimits limits,
    Consumer<World> given,
    Function<World, Request> when,
    Consumer<Outcome> then) {

  /** Every kind of refusal that any row has met. */
  static final Set<Class<? extends Refusal>> MET = new HashSet<>();

  static Row row(
      String name, Consumer<World> given, Function<World, Request> when, Consumer<Outcome> then) {
    return new Row(name, EngineLimits.DEFAULT, given, when, then);
  }

  /** With the shop of {@link Wishes#open} and nothing else. */
  static Row row(String name, Actor actor, Command command, Consumer<Outcome> then) {
    return row(name, _ -> {}, _ -> Request.of(Wishes.SHOP, actor, command), then);
  }

  static Row row(String name, Request request, Consumer<Outcome> then) {
    return row(name, _ -> {}, _ -> request, then);
  }

  static Consumer<Outcome> refused(Refusal refusal) {
    return outcome -> {
      assertThat(outcome).isEqualTo(new Outcome.Refused(refusal));
      MET.add(refusal.getClass());
    };
  }

  static Consumer<Outcome> invalid(String field) {
    return outcome -> {
      assertThat(outcome).isInstanceOf(Outcome.Refused.class);
      Refusal refusal = ((Outcome.Refused) outcome).refusal();
      assertThat(refusal).hasFieldOrPropertyWithValue("field", field);
      MET.add(refusal.getClass());
    };
  }

  static Consumer<Outcome> accepted(Class<?>... facts) {
    return outcome -> {
      assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
      List<Class<?>> found = new ArrayList<>();
      for (Recorded recorded : ((Outcome.Accepted) outcome).facts()) {
        found.add(recorded.fact().getClass());
      }
      assertThat(found).containsExactly(facts);
    };
  }

  static Consumer<Outcome> replayed() {
    return outcome -> assertThat(outcome).isInstanceOf(Outcome.Replayed.class);
  }

  static Consumer<Outcome> answered() {
    return outcome -> assertThat(outcome).isInstanceOf(Outcome.Answered.class);
  }

  void run() {
    World world = new World(limits);
    Wishes.open(world);
    given.accept(world);
    then.accept(world.tell(when.apply(world)));
    world.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
