package io.millrace.journal;

/** The file is whole but was written in a format that this program does not read. */
public final class UnsupportedFormat extends LogException {
  UnsupportedFormat(String file, int version, int lowest, int highest) {
    super(
        "%s is written in format %d and this program reads formats %d to %d. Start the version that wrote it, or a newer one. Nothing was changed."
            .formatted(file, version, lowest, highest));
  }
}
