package io.millrace.diana.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A request whose {@link ClientLine} knows when its body does not come. */
final class WatchedRequest extends HttpServletRequestWrapper {
  private final ClientLine line;
  private @Nullable ServletInputStream stream;
  private @Nullable BufferedReader reader;

  WatchedRequest(HttpServletRequest request, ClientLine line) {
    super(request);
    this.line = line;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    ServletInputStream in = super.getInputStream();
    if (stream == null) {
      stream = new Input(in);
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    BufferedReader in = super.getReader();
    if (reader == null) {
      reader = new BufferedReader(new Characters(in));
    }
    return reader;
  }

  @Override
  public Collection<Part> getParts() throws IOException, ServletException {
    try {
      return super.getParts();
    } catch (IOException e) {
      throw line.broke(e);
    }
  }

  @Override
  public Part getPart(String name) throws IOException, ServletException {
    try {
      return super.getPart(name);
    } catch (IOException e) {
      throw line.broke(e);
    }
  }

  private final class Input extends ServletInputStream {
    private final ServletInputStream in;
    private final InputStream watched;

    Input(ServletInputStream in) {
      this.in = in;
      this.watched = line.watched(in);
    }

    @Override
    public int read() throws IOException {
      return watched.read();
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      return watched.read(into, from, length);
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }

  private final class Characters extends FilterReader {
    Characters(Reader in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException e) {
        throw line.broke(e);
      }
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
      try {
        return in.read(into, from, length);
      } catch (IOException e) {
        throw line.broke(e);
      }
    }
  }
}
