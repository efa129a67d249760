/** The HTTP API over a real socket. */
@NullMarked
package io.millrace.edge;

import org.jspecify.annotations.NullMarked;
