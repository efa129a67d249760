/** From a socket to a handler and back: routes, bodies, problems, deadlines. */
@NullMarked
package io.millrace.edge.http;

import org.jspecify.annotations.NullMarked;
