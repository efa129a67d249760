/** Tests of what needs no socket. */
@NullMarked
package io.millrace.edge.idempotency;

import org.jspecify.annotations.NullMarked;
