package io.millrace.diana.idempotency;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Sends an answer on and keeps a copy of it, as long as it is not too long. */
final class CopiedResponse extends HttpServletResponseWrapper {
  private final int bytesMax;
  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private boolean whole = true;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  CopiedResponse(HttpServletResponse response, int bytesMax) {
    super(response);
    this.bytesMax = bytesMax;
  }

  boolean isWhole() {
    return whole;
  }

  byte[] copy() {
    return copy.toByteArray();
  }

  /** What a writer still holds belongs to the answer. */
  void flushCopy() {
    if (writer != null) {
      writer.flush();
    }
  }

  /** Forgets what was written, as the answer itself does. */
  @Override
  public void resetBuffer() {
    super.resetBuffer();
    copy.reset();
    whole = true;
  }

  @Override
  public void reset() {
    super.reset();
    copy.reset();
    whole = true;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new Tee(super.getOutputStream());
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      Charset charset = Charset.forName(getCharacterEncoding());
      writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), charset));
    }
    return writer;
  }

  private final class Tee extends ServletOutputStream {
    private final ServletOutputStream out;

    Tee(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      keep(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      keep(bytes, from, length);
    }

    private void keep(byte[] bytes, int from, int length) {
      whole &= copy.size() + length <= bytesMax;
      if (whole) {
        copy.write(bytes, from, length);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      out.setWriteListener(listener);
    }
  }
}
