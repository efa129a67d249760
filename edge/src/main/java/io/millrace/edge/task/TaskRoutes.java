package io.millrace.edge.task;

import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.auth.NewSecrets;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.LeaseId;
import io.millrace.model.Limits;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.TaskId;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.DeadPage;
import io.millrace.model.answer.LeaseView;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.QueuePage;
import io.millrace.model.answer.QueueView;
import io.millrace.model.answer.RevivalView;
import io.millrace.model.answer.TaskCancelView;
import io.millrace.model.answer.TaskDoneBefore;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.ListDead;
import io.millrace.model.command.ListQueues;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadTask;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.node.delivery.Pushes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queues, their tasks, and who works them off. */
public final class TaskRoutes {
  private static final String QUEUES = "/v1/shops/{shop}/queues";
  private static final String QUEUE = QUEUES + "/{queue}";
  private static final String TASK = QUEUE + "/tasks/{task}";
  private static final String DEAD = QUEUE + "/dead";
  private static final String LEASE = "/v1/shops/{shop}/leases/{lease}";
  private static final int FIRST_VERSION = 1;

  /** JSON writes a byte of a payload in six at most, and the rest is small. */
  private static final int TASK_BODY_BYTES_MAX = 7 * Limits.TASK_PAYLOAD_BYTES_MAX;

  private final NewSecrets secrets;
  private final @Nullable Pushes pushes;

  /**
   * Of a node.
   *
   * @param pushes null where nothing is pushed
   */
  public TaskRoutes(NewSecrets secrets, @Nullable Pushes pushes) {
    this.secrets = secrets;
    this.pushes = pushes;
  }

  public List<Route> all() {
    return List.of(
        Route.put(QUEUE, MERCHANT, this::define),
        Route.get(QUEUE, MERCHANT, this::readQueue),
        Route.get(QUEUES, MERCHANT, this::listQueues, "limit", "cursor"),
        Route.post(QUEUE + "/rotate-secret", MERCHANT, Route.BODY_BYTES_MAX, this::rotateSecret),
        Route.put(TASK, MERCHANT, TASK_BODY_BYTES_MAX, TaskRoutes::schedule),
        Route.get(TASK, MERCHANT, TaskRoutes::readTask),
        Route.delete(TASK, MERCHANT, TaskRoutes::cancel),
        Route.post(QUEUE + "/leases", MERCHANT, Route.BODY_BYTES_MAX, TaskRoutes::lease),
        Route.post(LEASE + "/ack", MERCHANT, Route.BODY_BYTES_MAX, TaskRoutes::ack),
        Route.post(LEASE + "/nack", MERCHANT, Route.BODY_BYTES_MAX, TaskRoutes::nack),
        Route.post(LEASE + "/extend", MERCHANT, Route.BODY_BYTES_MAX, TaskRoutes::extend),
        Route.get(DEAD, MERCHANT, TaskRoutes::listDead, "limit", "cursor"),
        Route.post(DEAD + "/{task}/revive", MERCHANT, Route.BODY_BYTES_MAX, TaskRoutes::revive),
        Route.post(DEAD + "/revive-all", MERCHANT, Route.BODY_BYTES_MAX, TaskRoutes::reviveAll),
        Route.delete(DEAD + "/{task}", MERCHANT, TaskRoutes::deleteDead));
  }

  /** A secret is offered whenever the queue is to push, and shown if it was taken. */
  private HttpAnswer define(Exchange exchange) {
    QueueId queue = exchange.queue();
    QueueSettings settings = exchange.read(QueueJson::read);
    NewSecrets.WebhookSecret offered =
        settings.pushUrl() == null ? null : newSecret(exchange, queue);
    Verdict verdict =
        exchange.change(
            new DefineQueue(queue, settings, offered == null ? null : offered.sealed()));
    QueueView view = verdict.as(QueueView.class);
    boolean created = verdict.changed() && view.version() == FIRST_VERSION;
    HttpAnswer answer = answer(exchange, verdict, created ? 201 : 200, offered);
    return created
        ? answer.with("Location", "/v1/shops/" + exchange.shop() + "/queues/" + queue)
        : answer;
  }

  private NewSecrets.WebhookSecret newSecret(Exchange exchange, QueueId queue) {
    return secrets.webhookSecret(exchange.shop(), Pushes.sealedAs(queue));
  }

  private HttpAnswer rotateSecret(Exchange exchange) {
    exchange.readNothing();
    QueueId queue = exchange.queue();
    NewSecrets.WebhookSecret offered = newSecret(exchange, queue);
    Verdict verdict = exchange.change(new RotateQueueSecret(queue, offered.sealed()));
    return answer(exchange, verdict, 200, offered);
  }

  private HttpAnswer answer(
      Exchange exchange, Verdict verdict, int status, NewSecrets.@Nullable WebhookSecret offered) {
    QueueView view = verdict.as(QueueView.class);
    QueueView.Push push = view.push();
    boolean isTaken = verdict.changed() && push != null && push.isNew();
    String secret = offered == null || !isTaken ? null : offered.text();
    HttpAnswer answer =
        verdict
            .json(
                status,
                json -> {
                  write(exchange, json, view);
                  json.textIfAny("secret", secret);
                })
            .withVersion(view.version());
    return secret == null ? answer : answer.with("Cache-Control", "no-store");
  }

  private void write(Exchange exchange, JsonWriter json, QueueView view) {
    Pushes known = pushes;
    QueueJson.write(json, view, known == null ? null : known.status(exchange.shop(), view.queue()));
  }

  private HttpAnswer readQueue(Exchange exchange) {
    Verdict verdict = exchange.ask(new ReadQueue(exchange.queue()));
    QueueView view = verdict.as(QueueView.class);
    // No entity tag: the counters change without the version.
    return verdict.json(200, json -> write(exchange, json, view));
  }

  private HttpAnswer listQueues(Exchange exchange) {
    Paging paging = Paging.of(exchange, "queues/" + exchange.shop());
    Verdict verdict = exchange.ask(new ListQueues(paging.after(QueueId::new), paging.limit()));
    QueuePage page = verdict.as(QueuePage.class);
    return verdict.json(
        200,
        json ->
            paging.write(
                json,
                page.items(),
                page.more(),
                view -> view.queue().value(),
                (item, view) -> write(exchange, item, view)));
  }

  private static HttpAnswer schedule(Exchange exchange) {
    QueueId queue = exchange.queue();
    TaskId task = exchange.task();
    Verdict verdict = exchange.change(exchange.read(json -> TaskJson.schedule(json, queue, task)));
    return switch (verdict.answer()) {
      case TaskView view when view.isNew() ->
          verdict
              .json(201, json -> TaskJson.write(json, view))
              .with(
                  "Location",
                  "/v1/shops/" + exchange.shop() + "/queues/" + queue + "/tasks/" + task);
      case TaskView view -> verdict.json(200, json -> TaskJson.write(json, view));
      case TaskDoneBefore ended ->
          verdict.json(
              200,
              json ->
                  json.text("id", ended.task().value())
                      .text("queue", queue.value())
                      .text("state", "ENDED"));
      case Answer other -> throw new IllegalStateException("not an answer to this: " + other);
    };
  }

  private static HttpAnswer readTask(Exchange exchange) {
    Verdict verdict = exchange.ask(new ReadTask(exchange.queue(), exchange.task()));
    return task(verdict);
  }

  private static HttpAnswer task(Verdict verdict) {
    TaskView view = verdict.as(TaskView.class);
    return verdict.json(200, json -> TaskJson.write(json, view));
  }

  private static HttpAnswer cancel(Exchange exchange) {
    Verdict verdict = exchange.change(new CancelTask(exchange.queue(), exchange.task()));
    TaskCancelView view = verdict.as(TaskCancelView.class);
    return verdict.json(
        200, json -> json.text("id", view.task().value()).text("outcome", view.outcome().name()));
  }

  /** Waits on its own virtual thread; the shard answers when something is due or time is up. */
  private static HttpAnswer lease(Exchange exchange) {
    QueueId queue = exchange.queue();
    Verdict verdict = exchange.change(exchange.readIfAny(json -> TaskJson.lease(json, queue)));
    LeasedTasks leased = verdict.as(LeasedTasks.class);
    return verdict.json(
        200,
        json ->
            json.list(
                "items", leased.items(), (item, one) -> write(item, one, leased.untilMillis())));
  }

  private static void write(JsonWriter json, LeasedTasks.Leased leased, long untilMillis) {
    json.text("lease", leased.lease().toString()).time("until", untilMillis);
    json.object("task", task -> TaskJson.write(task, leased.task()));
  }

  private static HttpAnswer ack(Exchange exchange) {
    LeaseId lease = exchange.lease();
    exchange.readNothing();
    return leaseAnswer(exchange, new AckTask(lease));
  }

  private static HttpAnswer nack(Exchange exchange) {
    LeaseId lease = exchange.lease();
    return leaseAnswer(exchange, exchange.readIfAny(json -> TaskJson.nack(json, lease)));
  }

  private static HttpAnswer extend(Exchange exchange) {
    LeaseId lease = exchange.lease();
    return leaseAnswer(exchange, exchange.read(json -> TaskJson.extend(json, lease)));
  }

  private static HttpAnswer leaseAnswer(Exchange exchange, Change change) {
    Verdict verdict = exchange.change(change);
    LeaseView view = verdict.as(LeaseView.class);
    return verdict.json(200, json -> TaskJson.write(json, view));
  }

  private static HttpAnswer listDead(Exchange exchange) {
    QueueId queue = exchange.queue();
    Paging paging = Paging.of(exchange, "dead/" + exchange.shop() + "/" + queue);
    Verdict verdict =
        exchange.ask(new ListDead(queue, paging.after(ListDead.After::parse), paging.limit()));
    DeadPage page = verdict.as(DeadPage.class);
    return verdict.json(
        200,
        json ->
            paging.write(
                json,
                page.items(),
                page.more(),
                view -> new ListDead.After(view.dueAtMillis(), view.number()).toString(),
                TaskJson::write));
  }

  private static HttpAnswer revive(Exchange exchange) {
    exchange.readNothing();
    return task(exchange.change(new ReviveTask(exchange.queue(), exchange.task())));
  }

  private static HttpAnswer reviveAll(Exchange exchange) {
    exchange.readNothing();
    Verdict verdict = exchange.change(new ReviveAll(exchange.queue()));
    RevivalView view = verdict.as(RevivalView.class);
    return verdict.json(
        200, json -> json.text("queue", view.queue().value()).number("reviving", view.left()));
  }

  private static HttpAnswer deleteDead(Exchange exchange) {
    return task(exchange.change(new DeleteDead(exchange.queue(), exchange.task())));
  }
}
