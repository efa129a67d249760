package io.millrace.delivery.push;

import io.millrace.delivery.signed.OlderSecret;
import io.millrace.delivery.signed.Secrets;
import io.millrace.delivery.signed.Signer;
import io.millrace.model.Secret;
import io.millrace.node.delivery.Pushes;
import java.util.List;
import java.util.stream.Stream;

/**
 * A queue that pushes, as its facts tell of it.
 *
 * @param older secrets before the last rotations, the newest first
 */
record PushedQueue(Place place, String url, Secret sealed, List<OlderSecret> older) {

  /** So many still sign beside the newest; who rotates oftener ends the oldest. */
  private static final int OLDER_MAX = 3;

  PushedQueue {
    older = List.copyOf(older);
  }

  PushedQueue at(String otherUrl) {
    return new PushedQueue(place, otherUrl, sealed, older);
  }

  PushedQueue rotated(Secret next, long overlapUntilMillis) {
    List<OlderSecret> all =
        Stream.concat(Stream.of(new OlderSecret(sealed, overlapUntilMillis)), older.stream())
            .limit(OLDER_MAX)
            .toList();
    return new PushedQueue(place, url, next, all);
  }

  Signer signer(Secrets secrets) {
    return Signer.of(place.shop(), Pushes.sealedAs(place.queue()), url, sealed, older, secrets);
  }
}
