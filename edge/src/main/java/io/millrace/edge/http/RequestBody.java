package io.millrace.edge.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerRequest;
import io.millrace.model.refusal.Code;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The body of one request: read whole, within its route's limit, or left and then got rid of. */
final class RequestBody {
  private static final byte[] NOTHING = {};
  private static final String MALFORMED = "the body's chunks are malformed";

  /**
   * What is read and thrown away so that a client that is still sending gets to see why it was
   * refused: closing on unread bytes would reset the connection and lose the answer.
   */
  private static final int DISCARDED_BYTES_MAX = Route.BATCH_BYTES_MAX;

  private final ServerRequest request;
  private final Supplier<ConnectionContext> arrived;
  private @Nullable ConnectionContext connection;
  private boolean finished;
  private boolean broken;

  /**
   * The body of a request whose head is there.
   *
   * @param arrived told once, as soon as the request is there whole: how long its answer takes is
   *     not the client's fault
   */
  RequestBody(ServerRequest request, Supplier<ConnectionContext> arrived) {
    this.request = request;
    this.arrived = arrived;
    if (!request.content().hasEntity()) {
      finish();
    }
  }

  private void finish() {
    finished = true;
    connection = arrived.get();
  }

  /** The connection, once nobody waits for the rest of the request any more. */
  ConnectionContext connection() {
    ConnectionContext known = connection;
    return known == null ? arrived.get() : known;
  }

  /** The whole body, at most so many bytes; empty if there is none. */
  byte[] bytes(int bytesMax) {
    if (finished) {
      return NOTHING;
    }
    long declared = request.headers().contentLength().orElse(-1);
    if (declared > bytesMax) {
      throw tooLarge(bytesMax);
    }
    requireJson();
    byte[] bytes = declared < 0 ? chunked(bytesMax) : sized((int) declared);
    finish();
    return bytes;
  }

  /** Throws away what was not read. False if the connection cannot go on behind it. */
  boolean discard() {
    if (finished) {
      return true;
    }
    long declared = request.headers().contentLength().orElse(-1);
    boolean waits = request.headers().contains(HeaderNames.EXPECT);
    // A client that waits for our word has sent nothing; a chunked body has no end we could know.
    if (broken || waits || declared < 0 || declared > DISCARDED_BYTES_MAX) {
      return false;
    }
    sized((int) declared);
    finish();
    return true;
  }

  // Neither stream is closed: closing reads on, and a body that was refused may never end.

  private byte[] sized(int length) {
    byte[] bytes = new byte[length];
    try {
      InputStream in = request.content().inputStream();
      if (in.readNBytes(bytes, 0, length) < length) {
        throw new CloseConnectionException("the body ended early");
      }
      return bytes;
    } catch (IOException | RuntimeException e) {
      throw cut(e);
    }
  }

  private byte[] chunked(int bytesMax) {
    try {
      byte[] bytes = request.content().inputStream().readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw tooLarge(bytesMax);
      }
      return bytes;
    } catch (IOException | RuntimeException e) {
      throw cut(e);
    }
  }

  /** A problem stays one; a body that breaks off takes its connection with it. */
  private RuntimeException cut(Exception e) {
    broken = true;
    return switch (e) {
      case ProblemRaised raised -> raised;
      case CloseConnectionException closed -> closed;
      case RequestException refused -> DirectProblem.of(refused.status(), MALFORMED).raised();
      // What the server beneath throws at a chunk's length that is no number.
      case IllegalArgumentException _ -> Problem.invalid("", MALFORMED).raised();
      default -> new CloseConnectionException("the body broke off", e);
    };
  }

  private void requireJson() {
    String type = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
    String plain = type.replace(" ", "").toLowerCase(Locale.ROOT);
    boolean json =
        plain.equals("application/json")
            || plain.equals("application/json;charset=utf-8")
            || plain.equals("application/json;charset=\"utf-8\"");
    if (!json) {
      throw Problem.of(Code.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json in UTF-8")
          .raised();
    }
  }

  private static ProblemRaised tooLarge(int bytesMax) {
    return Problem.of(
            Code.TOO_LARGE,
            "the body is longer than " + bytesMax + " bytes",
            json -> json.number("limit", bytesMax))
        .raised();
  }
}
