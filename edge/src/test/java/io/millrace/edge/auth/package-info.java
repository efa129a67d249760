/** Tests of what needs no socket. */
@NullMarked
package io.millrace.edge.auth;

import org.jspecify.annotations.NullMarked;
