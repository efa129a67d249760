@NullMarked
package io.millrace.bench.load;

import org.jspecify.annotations.NullMarked;
