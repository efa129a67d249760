@NullMarked
package io.millrace.bench.goods;

import org.jspecify.annotations.NullMarked;
