/** Checks of the whole system. */
@NullMarked
package io.millrace.checks;

import org.jspecify.annotations.NullMarked;
