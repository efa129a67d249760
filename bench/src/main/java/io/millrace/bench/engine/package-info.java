/** The engine alone. */
@NullMarked
package io.millrace.bench.engine;

import org.jspecify.annotations.NullMarked;
