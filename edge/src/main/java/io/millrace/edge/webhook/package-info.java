/** Endpoints of webhooks, and what became of what was sent to them. */
@NullMarked
package io.millrace.edge.webhook;

import org.jspecify.annotations.NullMarked;
