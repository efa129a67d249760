/** SKUs and their stock. */
@NullMarked
package io.millrace.edge.sku;

import org.jspecify.annotations.NullMarked;
