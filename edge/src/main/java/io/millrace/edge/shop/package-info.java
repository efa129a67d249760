/** Shops, their keys and their secrets. */
@NullMarked
package io.millrace.edge.shop;

import org.jspecify.annotations.NullMarked;
