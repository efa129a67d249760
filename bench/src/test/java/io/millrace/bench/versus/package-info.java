@NullMarked
package io.millrace.bench.versus;

import org.jspecify.annotations.NullMarked;
