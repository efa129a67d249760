package io.millrace.journal;

import java.util.HexFormat;

/**
 * 128 random bits, drawn by whoever creates the log. They tell this log's frames from all other
 * bytes, so they are never shown to clients: nobody outside can write what looks like a frame.
 */
public record LogId(long high, long low) {

  /** For operators: 32 hexadecimal digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
