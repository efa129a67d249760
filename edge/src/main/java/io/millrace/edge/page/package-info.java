/** Lists in pages: limits and opaque cursors. */
@NullMarked
package io.millrace.edge.page;

import org.jspecify.annotations.NullMarked;
