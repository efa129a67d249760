@NullMarked
package io.millrace.bench.soak;

import org.jspecify.annotations.NullMarked;
