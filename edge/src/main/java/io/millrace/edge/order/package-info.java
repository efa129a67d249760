/** Confirmation pages and orders. */
@NullMarked
package io.millrace.edge.order;

import org.jspecify.annotations.NullMarked;
