package io.millrace.model.answer;

import io.millrace.model.StuckWhy;

/** That an order has stood too long where it stands. */
public record StuckView(StuckWhy why, long sinceMillis) {}
