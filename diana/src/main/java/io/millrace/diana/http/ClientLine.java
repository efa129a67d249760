package io.millrace.diana.http;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The connection to a request's client, and whether it broke. What a handler throws may come from
 * anywhere, and often wrapped; what these streams throw comes from the client. It says nothing of
 * how the service stands: or whoever resets his connections would take a limit that adapts down to
 * its least.
 */
final class ClientLine {
  /** A request may end on another thread than it began. */
  private volatile boolean broken;

  boolean isBroken() {
    return broken;
  }

  /** To be thrown. */
  IOException broke(IOException e) {
    broken = true;
    return e;
  }

  InputStream watched(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        try {
          return in.read();
        } catch (IOException e) {
          throw broke(e);
        }
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        try {
          return in.read(into, from, length);
        } catch (IOException e) {
          throw broke(e);
        }
      }
    };
  }

  OutputStream watched(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(int b) throws IOException {
        try {
          out.write(b);
        } catch (IOException e) {
          throw broke(e);
        }
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        try {
          out.write(bytes, from, length);
        } catch (IOException e) {
          throw broke(e);
        }
      }

      @Override
      public void flush() throws IOException {
        try {
          out.flush();
        } catch (IOException e) {
          throw broke(e);
        }
      }

      @Override
      public void close() throws IOException {
        try {
          out.close();
        } catch (IOException e) {
          throw broke(e);
        }
      }
    };
  }
}
