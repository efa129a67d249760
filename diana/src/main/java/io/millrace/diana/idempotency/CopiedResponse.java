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

/**
 * Sends an answer on and adds what is written to a copy. A client that has left is no reason to
 * break the work off: it will ask again for what was done. So as long as the copy is whole, who
 * writes does not hear of it.
 */
final class CopiedResponse extends HttpServletResponseWrapper {
  private final AnswerCopy copy;
  private boolean answeredBehind;
  private boolean clientLeft;
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

  /** Whether the answer could not be sent to its end. */
  boolean hasClientLeft() {
    return clientLeft;
  }

  @Override
  public void flushBuffer() throws IOException {
    if (!clientLeft) {
      try {
        super.flushBuffer();
      } catch (IOException e) {
        left(e);
      }
    }
  }

  /** Who writes without an end has to hear of it. */
  private void left(IOException e) throws IOException {
    clientLeft = true;
    if (!copy.isWhole()) {
      throw e;
    }
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
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      copy.add(bytes, from, length);
      if (clientLeft) {
        left(new IOException("the client has left, and the answer is too long to be kept"));
        return;
      }
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        left(e);
      }
    }

    @Override
    public void flush() throws IOException {
      if (!clientLeft) {
        try {
          out.flush();
        } catch (IOException e) {
          left(e);
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (!clientLeft) {
        try {
          out.close();
        } catch (IOException e) {
          left(e);
        }
      }
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
