package io.millrace.delivery.signed;

import io.millrace.model.Secret;

/** A secret that was rotated away, and until when it signs. */
public record OlderSecret(Secret sealed, long untilMillis) {}
