package io.millrace.edge.http;

/** The methods that routes have. HEAD and OPTIONS follow from them. */
public enum Verb {
  GET,
  PUT,
  POST,
  DELETE
}
