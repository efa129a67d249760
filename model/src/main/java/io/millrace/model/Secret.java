package io.millrace.model;

import java.util.Arrays;
import java.util.HexFormat;

/** A few bytes that are compared or unsealed, never shown. Immutable, with value equality. */
public final class Secret {
  private final byte[] bytes;

  public Secret(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && Arrays.equals(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For {@code log dump}: what is stored is a hash or sealed, so it may be seen. */
  public String toHex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String toString() {
    return "Secret[" + bytes.length + " bytes]";
  }
}
