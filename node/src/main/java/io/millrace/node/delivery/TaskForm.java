package io.millrace.node.delivery;

import io.millrace.model.ShopId;
import io.millrace.model.answer.TaskView;

/** How a task is told to whoever it is pushed to. */
@FunctionalInterface
public interface TaskForm {

  /** As JSON. */
  String body(ShopId shop, TaskView task);
}
