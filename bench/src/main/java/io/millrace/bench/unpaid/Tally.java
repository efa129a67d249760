package io.millrace.bench.unpaid;

/**
 * What a store says about some orders, when all is done: the proof behind what a worker said.
 *
 * @param open neither paid nor closed
 * @param closedAgain closed more than once
 * @param paidAndClosed both
 * @param lostUnits units of stock that are neither available nor held for an open order nor sold
 */
record Tally(int open, int paid, int closed, int closedAgain, int paidAndClosed, int lostUnits) {}
