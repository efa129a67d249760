package io.millrace.model.fact;

import io.millrace.model.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A secret for signing buyer tokens was made.
 *
 * @param sealed readable with the node's key file only
 * @param retired the secret that this one displaced
 */
public record BuyerSecretIssued(String kid, Secret sealed, @Nullable String retired)
    implements ShopFact {}
