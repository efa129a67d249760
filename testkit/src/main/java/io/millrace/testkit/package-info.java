/** Simulated clock and disk, the in-memory log, contract suites, the reference model. */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
