package io.millrace.engine;

import static io.millrace.engine.Row.accepted;
import static io.millrace.engine.Row.answered;
import static io.millrace.engine.Row.invalid;
import static io.millrace.engine.Row.refused;
import static io.millrace.engine.Row.row;
import static io.millrace.engine.TaskWishes.PUSHING;
import static io.millrace.engine.TaskWishes.QUEUE;
import static io.millrace.engine.TaskWishes.SECRET;
import static io.millrace.engine.TaskWishes.SETTINGS;
import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.SHOP;

import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.PushMissing;
import io.millrace.model.refusal.QueueUnknown;
import io.millrace.model.refusal.VersionMismatch;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Queues that push: one row for each way in which a request can go. */
final class PushRows {
  private static final RotateQueueSecret ROTATE = new RotateQueueSecret(QUEUE, SECRET);

  private PushRows() {}

  static Stream<Row> rows() {
    return Stream.of(settings(), secrets(), leases()).flatMap(List::stream);
  }

  private static void pushing(World world) {
    world.must(MERCHANT, PUSHING);
  }

  private static Row given(
      String name, Consumer<World> given, Command command, Consumer<Outcome> then) {
    return row(name, given, _ -> Request.of(SHOP, MERCHANT, command), then);
  }

  private static List<Row> settings() {
    return List.of(
        given("a queue that pushes", _ -> {}, PUSHING, accepted(QueueDefined.class)),
        given("the same again", PushRows::pushing, PUSHING, answered()),
        given(
            "a queue that begins to push",
            TaskWishes::openQueue,
            PUSHING,
            accepted(QueueDefined.class)),
        given(
            "a queue that pushes no more",
            PushRows::pushing,
            new DefineQueue(QUEUE, SETTINGS),
            accepted(QueueDefined.class)),
        given(
            "a queue that pushes elsewhere, with the secret that it has",
            PushRows::pushing,
            new DefineQueue(QUEUE, SETTINGS.withPushUrl("http://example.com/")),
            accepted(QueueDefined.class)),
        given(
            "a new queue that pushes without a secret",
            _ -> {},
            new DefineQueue(QUEUE, PUSHING.settings()),
            invalid("push")),
        given(
            "a queue that begins to push without a secret",
            TaskWishes::openQueue,
            new DefineQueue(QUEUE, PUSHING.settings()),
            invalid("push")),
        given(
            "a queue that pushes to nowhere",
            _ -> {},
            new DefineQueue(QUEUE, SETTINGS.withPushUrl("example.com"), SECRET),
            invalid("push.url")));
  }

  private static List<Row> secrets() {
    return List.of(
        given("another secret", PushRows::pushing, ROTATE, accepted(QueueSecretRotated.class)),
        given("a secret of no queue", _ -> {}, ROTATE, refused(new QueueUnknown(QUEUE))),
        given(
            "a secret of a queue that pushes nothing",
            TaskWishes::openQueue,
            ROTATE,
            refused(new PushMissing(QUEUE))),
        row(
            "a secret that a buyer rotates",
            PushRows::pushing,
            _ -> Request.of(SHOP, Actor.buyer(ANN), ROTATE),
            refused(new NotPermitted("actor", "is not for buyers"))),
        row(
            "a secret of a queue that was changed since",
            PushRows::pushing,
            _ -> new Request(SHOP, MERCHANT, null, new Precondition.Version(7), ROTATE),
            refused(new VersionMismatch(1))));
  }

  private static void due(World world) {
    world.must(MERCHANT, TaskWishes.after("t-1", Duration.ZERO));
    world.tick();
  }

  private static List<Row> leases() {
    return List.of(
        row(
            "a task for the node, of a queue that pushes",
            world -> {
              pushing(world);
              due(world);
            },
            _ -> Request.of(SHOP, Actor.NODE, TaskWishes.lease(1)),
            accepted(TasksLeased.class)),
        row(
            "no task for the node, of a queue that pushes nothing",
            world -> {
              TaskWishes.openQueue(world);
              due(world);
            },
            _ -> Request.of(SHOP, Actor.NODE, TaskWishes.lease(1)),
            answered()),
        row(
            "a task for a worker, of a queue that pushes",
            world -> {
              pushing(world);
              due(world);
            },
            _ -> Request.of(SHOP, MERCHANT, TaskWishes.lease(1)),
            accepted(TasksLeased.class)));
  }
}
