/** Orders: placing, paying, cancelling, shipping, completing. */
@NullMarked
package io.millrace.engine.order;

import org.jspecify.annotations.NullMarked;
