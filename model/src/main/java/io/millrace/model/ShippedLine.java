package io.millrace.model;

/** So many units of an order's line (counted from 1) in one shipment. */
public record ShippedLine(int line, int quantity) {}
