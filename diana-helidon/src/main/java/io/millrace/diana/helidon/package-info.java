/** Limits before a Helidon SE server: {@link io.millrace.diana.helidon.DianaHelidonFilter}. */
@NullMarked
package io.millrace.diana.helidon;

import org.jspecify.annotations.NullMarked;
