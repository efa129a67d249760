/** Torture of a few seconds, and what it would miss. */
@NullMarked
package io.millrace.bench.torture;

import org.jspecify.annotations.NullMarked;
