/** Fifteen thousand buyers who listen, and how soon they hear. */
@NullMarked
package io.millrace.bench.streams;

import org.jspecify.annotations.NullMarked;
