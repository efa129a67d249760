package io.millrace.journal;

/** The file is whole but was written in a format that this program does not read. */
public final class UnsupportedFormat extends LogException {
  UnsupportedFormat(String file, int version) {
    super(
        "The log is written in format %d and this program reads formats %d to %d. Start the version that wrote it, or a newer one. File: %s. Nothing was changed."
            .formatted(version, Layout.FORMAT_LOWEST, Layout.FORMAT_HIGHEST, file));
  }
}
