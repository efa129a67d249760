/** The shops that are measured beside each other, each with all its processes. */
@NullMarked
package io.millrace.bench.versus.peer;

import org.jspecify.annotations.NullMarked;
