/** Millrace beside shops as others build them: the same orders, the same load, in turns. */
@NullMarked
package io.millrace.bench.versus;

import org.jspecify.annotations.NullMarked;
