/** The durable segmented log. Knows bytes, not meaning. */
@NullMarked
package io.millrace.journal;

import org.jspecify.annotations.NullMarked;
