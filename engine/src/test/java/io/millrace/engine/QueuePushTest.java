package io.millrace.engine;

import static io.millrace.engine.TaskWishes.PUSHING;
import static io.millrace.engine.TaskWishes.QUEUE;
import static io.millrace.engine.TaskWishes.SECRET;
import static io.millrace.engine.TaskWishes.SETTINGS;
import static io.millrace.engine.Wishes.MERCHANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Secret;
import io.millrace.model.answer.QueueView;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.model.fact.TaskFact;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With what a queue signs, told again to whoever begins with a snapshot. */
class QueuePushTest {
  private final World world = new World();

  @BeforeEach
  void open() {
    Wishes.open(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static Secret secret(int number) {
    return new Secret(new byte[] {(byte) number});
  }

  private List<TaskFact> standing() {
    return world.engine.standing().stream()
        .map(Recorded::fact)
        .filter(TaskFact.class::isInstance)
        .map(TaskFact.class::cast)
        .toList();
  }

  private QueueView.@Nullable Push push(Command command) {
    Outcome outcome = world.tell(MERCHANT, command);
    QueueView view =
        (QueueView)
            switch (outcome) {
              case Outcome.Accepted accepted -> accepted.answer();
              case Outcome.Answered answered -> answered.answer();
              case Outcome.Refused _, Outcome.Replayed _ -> throw new AssertionError(outcome);
            };
    return view.push();
  }

  @Test
  void shouldSayOnceThatASecretIsNew() {
    assertThat(push(PUSHING)).isEqualTo(new QueueView.Push(0, true));
    assertThat(push(PUSHING)).isEqualTo(new QueueView.Push(0, false));
    long until = world.now + Limits.WEBHOOK_SECRET_OVERLAP.toMillis();
    assertThat(push(new RotateQueueSecret(QUEUE, secret(2))))
        .isEqualTo(new QueueView.Push(until, true));
    assertThat(push(PUSHING)).isEqualTo(new QueueView.Push(until, false));
    assertThat(TaskWishes.view(world).push()).isEqualTo(new QueueView.Push(until, false));
    assertThat(push(new DefineQueue(QUEUE, SETTINGS))).isNull();
    assertThat(push(PUSHING)).as("begun anew").isEqualTo(new QueueView.Push(0, true));
  }

  @Test
  void shouldTellAnewHowAQueueSigns() {
    world.must(MERCHANT, PUSHING);
    world.must(MERCHANT, new RotateQueueSecret(QUEUE, secret(2)));
    long until = world.now + Limits.WEBHOOK_SECRET_OVERLAP.toMillis();
    world.restart();
    assertThat(standing())
        .containsExactly(
            new QueueDefined(QUEUE, PUSHING.settings(), 2, SECRET),
            new QueueSecretRotated(QUEUE, secret(2), until, 2));
    world.must(MERCHANT, new DefineQueue(QUEUE, SETTINGS));
    assertThat(standing()).as("nothing of a queue that pushes nothing").isEmpty();
  }

  @Test
  void shouldKeepThreeOlderSecretsAndNoneWhoseTimeIsOver() {
    world.must(MERCHANT, PUSHING);
    for (int i = 2; i <= 7; i++) {
      world.now += Duration.ofHours(1).toMillis();
      world.must(MERCHANT, new RotateQueueSecret(QUEUE, secret(i)));
    }
    assertThat(sealed()).containsExactly(secret(4), secret(5), secret(6), secret(7));
    world.now += Limits.WEBHOOK_SECRET_OVERLAP.toMillis();
    world.must(MERCHANT, new RotateQueueSecret(QUEUE, secret(8)));
    assertThat(sealed()).containsExactly(secret(7), secret(8));
  }

  private List<Secret> sealed() {
    return standing().stream()
        .map(fact ->
            fact instanceof QueueDefined defined
                ? Objects.requireNonNull(defined.sealed())
                : ((QueueSecretRotated) fact).sealed())
        .toList();
  }
}
