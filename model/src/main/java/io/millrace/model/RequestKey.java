package io.millrace.model;

/**
 * An {@code Idempotency-Key} as the engine knows it. The text itself never reaches the log.
 *
 * @param scope of shop, acting buyer or merchant, method, path and the key's text
 * @param command of the canonical command: the same wish, however it was written
 */
public record RequestKey(Fingerprint scope, Fingerprint command) {}
