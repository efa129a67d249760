package io.millrace.model.command;

import io.millrace.model.LeaseId;
import java.time.Duration;

/** The worker needs so much longer, from now. */
public record ExtendLease(LeaseId lease, Duration span) implements Change {}
