package io.millrace.model.fact;

import io.millrace.model.Secret;
import io.millrace.model.WebhookSettings;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint was made (version 1) or its settings changed.
 *
 * @param sealed what its deliveries are signed with; null where it stays what it is
 */
public record WebhookEndpointDefined(
    String endpoint, WebhookSettings settings, @Nullable Secret sealed, int version)
    implements WebhookFact {}
