package io.millrace.model.answer;

import io.millrace.model.TaskId;

/** The task was scheduled just like this before, and it has ended since: nothing happens. */
public record TaskDoneBefore(TaskId task) implements Answer {}
