package io.millrace.delivery.signed;

import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import org.jspecify.annotations.Nullable;

/** Opens what was sealed with the node's key file. */
@FunctionalInterface
public interface Secrets {
  /** Null if it was sealed with another key. */
  byte @Nullable [] open(ShopId shop, String name, Secret sealed);
}
