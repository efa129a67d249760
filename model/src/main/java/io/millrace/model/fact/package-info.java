/** What happened. Only facts are logged. */
@NullMarked
package io.millrace.model.fact;

import org.jspecify.annotations.NullMarked;
