package io.millrace.edge.auth;

/** Where keys, secrets and ids get their chance from. In production {@code SecureRandom}. */
@FunctionalInterface
public interface RandomBytes {
  /** Fills the whole array with bytes that nobody can guess. Any thread may ask. */
  void fill(byte[] bytes);

  default byte[] take(int count) {
    byte[] bytes = new byte[count];
    fill(bytes);
    return bytes;
  }
}
