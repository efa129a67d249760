/** What a benchmark is and what it has to say. */
@NullMarked
package io.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
