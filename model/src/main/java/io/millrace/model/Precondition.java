package io.millrace.model;

/** An {@code If-Match} header, parsed. */
public sealed interface Precondition {

  Precondition NONE = new None();
  Precondition ANY = new Any();

  /** No header. */
  record None() implements Precondition {}

  /** {@code *}: whatever version is there, but there must be one. */
  record Any() implements Precondition {}

  /** This version and no other. */
  record Version(int version) implements Precondition {}
}
