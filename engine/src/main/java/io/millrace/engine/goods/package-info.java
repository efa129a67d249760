/** SKUs and their stock. */
@NullMarked
package io.millrace.engine.goods;

import org.jspecify.annotations.NullMarked;
