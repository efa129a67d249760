package io.millrace.model.answer;

import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint, without its secret.
 *
 * @param disabled why nothing is sent to it; null if it hears
 * @param overlapUntilMillis until then the secret before the last rotation signs too; 0 for none
 */
public record WebhookEndpointView(
    String endpoint,
    WebhookSettings settings,
    @Nullable WebhookDisabled disabled,
    long overlapUntilMillis,
    int version,
    long createdAtMillis,
    long updatedAtMillis)
    implements Answer {}
