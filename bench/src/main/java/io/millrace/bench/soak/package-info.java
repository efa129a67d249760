/** A server under mixed load for a long time, with everything happening to it that may happen. */
@NullMarked
package io.millrace.bench.soak;

import org.jspecify.annotations.NullMarked;
