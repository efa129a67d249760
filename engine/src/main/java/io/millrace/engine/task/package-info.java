/** Tasks due at a time, for other systems: queues, leases, retries, the dead. */
@NullMarked
package io.millrace.engine.task;

import org.jspecify.annotations.NullMarked;
