/** Counts that several processes share, and what is done when they cannot be reached. */
@NullMarked
package io.millrace.diana.shared;

import org.jspecify.annotations.NullMarked;
