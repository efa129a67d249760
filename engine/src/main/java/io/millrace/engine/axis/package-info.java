/** The transitions of an order, as data. */
@NullMarked
package io.millrace.engine.axis;

import org.jspecify.annotations.NullMarked;
