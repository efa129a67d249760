package io.millrace.model;

/** One entry of an order's metadata. Kept as a sorted list: maps have no place in facts. */
public record Label(String name, String value) {}
