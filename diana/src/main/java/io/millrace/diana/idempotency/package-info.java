/**
 * A gateway's memory of what was answered: the first request under an {@code Idempotency-Key}
 * passes, repeats get its answer.
 */
@NullMarked
package io.millrace.diana.idempotency;

import org.jspecify.annotations.NullMarked;
