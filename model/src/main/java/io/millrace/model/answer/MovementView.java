package io.millrace.model.answer;

import io.millrace.model.fact.StockMoved;

/** A movement of stock, built from its own fact. */
public record MovementView(StockMoved moved, long atMillis) implements Answer {}
