/** What makes two requests the same one. */
@NullMarked
package io.millrace.edge.idempotency;

import org.jspecify.annotations.NullMarked;
