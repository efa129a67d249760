package io.millrace.edge.task;

import io.millrace.edge.json.JsonWriter;
import io.millrace.model.ShopId;
import io.millrace.model.TaskGroup;
import io.millrace.model.answer.TaskView;
import io.millrace.node.delivery.TaskForm;
import java.nio.charset.StandardCharsets;

/** A task as it is posted to whoever does it: no event of webhooks has its type. */
public final class TaskBody implements TaskForm {
  private static final String TYPE = "task.pushed";

  @Override
  public String body(ShopId shop, TaskView task) {
    byte[] body =
        JsonWriter.object(json ->
            json.text("type", TYPE)
                .time("timestamp", task.dueAtMillis())
                .object("data", data -> data(data, shop, task)));
    return new String(body, StandardCharsets.UTF_8);
  }

  private static void data(JsonWriter json, ShopId shop, TaskView task) {
    TaskGroup group = task.group();
    json.text("shop", shop.value())
        .text("queue", task.queue().value())
        .text("task", task.task().value())
        .time("dueAt", task.dueAtMillis())
        .number("attempt", task.attempts())
        .number("priority", task.priority())
        .textIfAny("group", group == null ? null : group.value())
        .text("payload", task.payload());
  }
}
