/**
 * Endpoints that want to hear of a shop's facts; what becomes of deliveries is no state of ours.
 */
@NullMarked
package io.millrace.engine.webhook;

import org.jspecify.annotations.NullMarked;
