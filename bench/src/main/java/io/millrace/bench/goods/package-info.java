/** The shop that is measured: its goods, its buyers and what they order. */
@NullMarked
package io.millrace.bench.goods;

import org.jspecify.annotations.NullMarked;
