/** Webhooks: deliveries a second, and what ten receivers that hang do to ninety that do not. */
@NullMarked
package io.millrace.bench.delivery;

import org.jspecify.annotations.NullMarked;
