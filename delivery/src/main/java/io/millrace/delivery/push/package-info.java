/** Due tasks of queues that want it are posted to whoever does them. */
@NullMarked
package io.millrace.delivery.push;

import org.jspecify.annotations.NullMarked;
