package io.millrace.model;

import java.nio.charset.StandardCharsets;

/** MurmurHash3 x86 32 bit, seed 0, over UTF-8: part of the data format, so it can never change. */
final class Murmur3 {

  private static final int C1 = 0xcc9e2d51;
  private static final int C2 = 0x1b873593;

  private Murmur3() {}

  static int hash32(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int hash = 0;
    int blocksEnd = bytes.length & ~3;
    for (int i = 0; i < blocksEnd; i += 4) {
      int block =
          (bytes[i] & 0xff)
              | (bytes[i + 1] & 0xff) << 8
              | (bytes[i + 2] & 0xff) << 16
              | (bytes[i + 3] & 0xff) << 24;
      hash = Integer.rotateLeft(hash ^ scramble(block), 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int i = bytes.length - 1; i >= blocksEnd; i--) {
      tail = tail << 8 | (bytes[i] & 0xff);
    }
    if (bytes.length > blocksEnd) {
      hash ^= scramble(tail);
    }
    return finish(hash ^ bytes.length);
  }

  private static int scramble(int block) {
    return Integer.rotateLeft(block * C1, 15) * C2;
  }

  private static int finish(int hash) {
    int mixed = (hash ^ hash >>> 16) * 0x85ebca6b;
    mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
    return mixed ^ mixed >>> 16;
  }
}
