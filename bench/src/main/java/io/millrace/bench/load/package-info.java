/** The load generator: raw HTTP/1.1 on one thread, so that it costs the server's machine little. */
@NullMarked
package io.millrace.bench.load;

import org.jspecify.annotations.NullMarked;
