package io.millrace.model;

/** 128 bits of a SHA-256: enough that two different requests are never taken for one. */
public record Fingerprint(long high, long low) {}
