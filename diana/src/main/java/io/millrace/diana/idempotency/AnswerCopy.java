package io.millrace.diana.idempotency;

import java.io.ByteArrayOutputStream;

/** What was written of an answer's body: all of it, or no more than that it is too long. */
public final class AnswerCopy {
  private final int bytesMax;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean whole = true;

  AnswerCopy(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Whether it stays whole with so many bytes more. */
  public boolean fits(int length) {
    return whole && length <= bytesMax - bytes.size();
  }

  public void add(byte[] written, int from, int length) {
    if (fits(length)) {
      bytes.write(written, from, length);
    } else {
      whole = false;
      bytes = new ByteArrayOutputStream(0); // nobody asks for a part of it
    }
  }

  /** What was written is forgotten, as the answer itself does. */
  public void clear() {
    bytes = new ByteArrayOutputStream();
    whole = true;
  }

  public boolean isWhole() {
    return whole;
  }

  /** All of it as long as it is whole, and then nothing. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
