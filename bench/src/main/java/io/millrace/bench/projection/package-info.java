/** How quickly a read model takes facts in, and what it costs those who order. */
@NullMarked
package io.millrace.bench.projection;

import org.jspecify.annotations.NullMarked;
