package io.millrace.diana.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A response whose {@link ClientLine} knows when nobody takes it. A writer throws nothing, so that
 * of the container is good as it is.
 */
final class WatchedResponse extends HttpServletResponseWrapper {
  private final ClientLine line;
  private @Nullable ServletOutputStream stream;

  WatchedResponse(HttpServletResponse response, ClientLine line) {
    super(response);
    this.line = line;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream out = super.getOutputStream();
    if (stream == null) {
      stream = new Output(out);
    }
    return stream;
  }

  @Override
  public void flushBuffer() throws IOException {
    try {
      super.flushBuffer();
    } catch (IOException e) {
      throw line.broke(e);
    }
  }

  private final class Output extends ServletOutputStream {
    private final ServletOutputStream out;
    private final OutputStream watched;

    Output(ServletOutputStream out) {
      this.out = out;
      this.watched = line.watched(out);
    }

    @Override
    public void write(int b) throws IOException {
      watched.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      watched.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      watched.flush();
    }

    @Override
    public void close() throws IOException {
      watched.close();
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
