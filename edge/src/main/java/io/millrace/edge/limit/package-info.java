/** How much is too much: limits per shop, buyer and address, by Diana. */
@NullMarked
package io.millrace.edge.limit;

import org.jspecify.annotations.NullMarked;
