package io.millrace.engine;

import io.millrace.engine.wheel.TimerKind;

/** A timer whose time has come. */
public record DueTimer(TimerKind kind, long id) {}
