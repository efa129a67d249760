package io.millrace.delivery.party;

import io.millrace.model.Secret;
import org.jspecify.annotations.Nullable;

/** Closes calls with the node's key file before they are written anywhere, and opens them again. */
public interface CallSeal {

  Secret close(String party, byte[] plain);

  /** Null if it was closed with another key, or for another party. */
  byte @Nullable [] open(String party, Secret sealed);
}
