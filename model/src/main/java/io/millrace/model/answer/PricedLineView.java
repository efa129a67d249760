package io.millrace.model.answer;

import io.millrace.model.PricedLine;

/** A line with its price and a hint of stock that promises nothing. */
public record PricedLineView(PricedLine line, long availableHint) {}
