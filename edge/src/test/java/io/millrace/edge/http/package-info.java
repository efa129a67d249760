/** Tests of what needs no socket. */
@NullMarked
package io.millrace.edge.http;

import org.jspecify.annotations.NullMarked;
