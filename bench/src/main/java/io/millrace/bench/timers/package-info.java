/** The timing wheel and the timeout centre, measured. */
@NullMarked
package io.millrace.bench.timers;

import org.jspecify.annotations.NullMarked;
