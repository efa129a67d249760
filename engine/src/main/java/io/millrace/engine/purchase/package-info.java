/** How many units of a limited SKU each buyer has had. */
@NullMarked
package io.millrace.engine.purchase;

import org.jspecify.annotations.NullMarked;
