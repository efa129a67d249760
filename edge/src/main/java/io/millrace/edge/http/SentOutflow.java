package io.millrace.edge.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Sends an answer that is made while it is sent. Each piece has a deadline of its own: a client
 * that does not read is cut off, however long the whole may go on.
 */
final class SentOutflow {
  private static final System.Logger LOG = System.getLogger(SentOutflow.class.getName());

  private final ConnectionContext connection;
  private final Departures departures;
  private final ServerResponse response;

  SentOutflow(ConnectionContext connection, Departures departures, ServerResponse response) {
    this.connection = connection;
    this.departures = departures;
    this.response = response;
  }

  void send(String mediaType, Outflow outflow) {
    response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, mediaType));
    try {
      OutputStream out = response.outputStream();
      outflow.run(bytes -> departures.within(connection, () -> write(out, bytes)));
      departures.within(connection, this::end);
    } catch (UncheckedIOException gone) {
      throw new CloseConnectionException("a client left in the middle of its answer", gone);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (Outflow.BrokenOff e) {
      LOG.log(System.Logger.Level.INFO, "An answer broke off: {0}", e.getMessage());
      throw new CloseConnectionException("an answer that is not whole", e);
    } catch (RuntimeException e) { // the status has been sent; all that is left is to hang up
      LOG.log(System.Logger.Level.ERROR, "An answer broke off because of a fault of ours", e);
      throw new CloseConnectionException("a fault in the middle of an answer", e);
    }
  }

  /**
   * What broke off never gets its end. The server beneath would leave it out, too, where this is
   * the connection's last answer.
   */
  private void end() {
    if (response instanceof RoutingResponse whole) {
      whole.commit();
    }
  }

  private static void write(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
