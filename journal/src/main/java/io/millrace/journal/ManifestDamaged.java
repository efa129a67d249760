package io.millrace.journal;

/** What says which files make a backup is not as it was written. */
public final class ManifestDamaged extends LogException {
  ManifestDamaged(String file, String reason) {
    super(
        "%s is damaged: %s. Without it nobody knows whether the backup is whole. Use another backup."
            .formatted(file, reason));
  }
}
