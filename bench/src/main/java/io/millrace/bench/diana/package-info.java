/** Diana beside other limiters, and beside a bare Redis. */
@NullMarked
package io.millrace.bench.diana;

import org.jspecify.annotations.NullMarked;
