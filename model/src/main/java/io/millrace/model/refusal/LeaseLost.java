package io.millrace.model.refusal;

import io.millrace.model.LeaseId;

/** The lease ran out, was ended, or never was. */
public record LeaseLost(LeaseId lease) implements Refusal {
  @Override
  public Code code() {
    return Code.LEASE_LOST;
  }
}
