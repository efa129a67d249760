/** Strict reading and plain writing of JSON, token by token. */
@NullMarked
package io.millrace.edge.json;

import org.jspecify.annotations.NullMarked;
