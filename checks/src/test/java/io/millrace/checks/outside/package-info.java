/** Checks of what a client, an operator or a broken disk sees of a running server or node. */
@NullMarked
package io.millrace.checks.outside;

import org.jspecify.annotations.NullMarked;
