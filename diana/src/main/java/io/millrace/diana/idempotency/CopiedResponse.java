package io.millrace.diana.idempotency;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Sends an answer on and adds what is written to a copy. */
final class CopiedResponse extends HttpServletResponseWrapper {
  private final AnswerCopy copy;
  private boolean answeredBehind;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  CopiedResponse(HttpServletResponse response, AnswerCopy copy) {
    super(response);
    this.copy = copy;
  }

  /**
   * Whether the server writes the answer itself, when all filters have ended: its error page.
   * Nobody here sees what is in it.
   */
  boolean isAnsweredBehind() {
    return answeredBehind;
  }

  @Override
  public void sendError(int status) throws IOException {
    answeredBehind = true;
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    answeredBehind = true;
    super.sendError(status, message);
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
    copy.clear();
  }

  @Override
  public void reset() {
    super.reset();
    copy.clear();
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
      copy.add(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      copy.add(bytes, from, length);
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
