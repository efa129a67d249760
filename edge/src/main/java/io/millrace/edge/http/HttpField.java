package io.millrace.edge.http;

/** A header field of an answer. */
public record HttpField(String name, String value) {}
