package io.millrace.model.answer;

import io.millrace.model.CancelOutcome;
import io.millrace.model.TaskId;

/** What became of the wish to cancel a task. */
public record TaskCancelView(TaskId task, CancelOutcome outcome) implements Answer {}
