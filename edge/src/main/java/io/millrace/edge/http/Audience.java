package io.millrace.edge.http;

/** Who may call a route. Each includes those before it; the operator may call every route. */
public enum Audience {
  OPERATOR,
  MERCHANT,
  BUYER,
  /** Without any credentials. */
  ANYONE
}
