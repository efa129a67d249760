/** When things are due: a hierarchical timing wheel. */
@NullMarked
package io.millrace.engine.wheel;

import org.jspecify.annotations.NullMarked;
