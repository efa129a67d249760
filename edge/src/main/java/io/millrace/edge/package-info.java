/** The HTTP API. */
@NullMarked
package io.millrace.edge;

import org.jspecify.annotations.NullMarked;
