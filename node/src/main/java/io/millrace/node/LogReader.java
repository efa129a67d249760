package io.millrace.node;

/**
 * Somebody who reads a shard's log. A level is raised only when all of them can read it.
 *
 * @param name as an operator is told of it
 * @param reads the highest level of facts that it can read
 */
public record LogReader(String name, int reads) {}
