package io.millrace.proof.people;

import io.millrace.model.Request;

/** Something that somebody wants, and asks for until there is an answer or patience ends. */
public final class Errand {
  private final Request request;
  private final Operation operation;
  private final boolean isPatient;
  private int tries;
  private boolean isOver;

  Errand(Request request, boolean isPatient) {
    this.request = request;
    this.operation = Operation.of(request.command());
    this.isPatient = isPatient;
  }

  public Request request() {
    return request;
  }

  public Operation operation() {
    return operation;
  }

  /** Whoever set up the shop asks for ever; a shopper gives up at last. */
  boolean isPatient() {
    return isPatient;
  }

  int tries() {
    return tries;
  }

  void tried() {
    tries++;
  }

  boolean isOver() {
    return isOver;
  }

  void end() {
    isOver = true;
  }

  /** Begins anew with what was answered: a button pressed again, a queue that delivers twice. */
  void again() {
    isOver = false;
    tries = 0;
  }
}
