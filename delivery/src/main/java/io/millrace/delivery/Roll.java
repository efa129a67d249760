package io.millrace.delivery;

import io.millrace.model.PartyUrl;
import io.millrace.node.delivery.Holdup;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of the endpoints that the file knows, and says which of them cannot be sent to. Owned
 * by the dispatcher; {@link #holdup} may be asked by any thread.
 */
final class Roll {

  private final Dispatcher.Parts parts;
  private final Lines lines;
  private final Map<Long, Holdup> holdups = new ConcurrentHashMap<>();

  Roll(Dispatcher.Parts parts, Lines lines) {
    this.parts = parts;
    this.lines = lines;
  }

  /** Of all that are there. */
  void call(long now) throws SQLException {
    var all = parts.file().look(EndpointRows::all);
    lines.clear();
    for (Endpoint endpoint : all) {
      lines.lookAt(add(endpoint), now);
    }
  }

  private Line add(Endpoint endpoint) {
    Line line = new Line(endpoint, parts);
    look(line);
    complain(line);
    lines.add(line);
    return line;
  }

  /** Makes one what the file says of it now; false if it is no more. */
  boolean refresh(long number, long now) throws SQLException {
    Endpoint endpoint = parts.file().look(sql -> EndpointRows.find(sql, number)).orElse(null);
    Line line = lines.find(number);
    if (endpoint == null || endpoint.state() == Endpoint.State.REMOVED) {
      lines.remove(number);
      holdups.remove(number);
      return false;
    }
    if (line == null) {
      lines.lookAt(add(endpoint), now);
      return true;
    }
    boolean couldSend = line.canSend();
    line.become(endpoint, parts);
    line.pausedUntilMillis = 0;
    look(line);
    if (couldSend) {
      complain(line);
    }
    lines.lookAt(line, now);
    return true;
  }

  /** Whatever held it up before: it is another endpoint now. */
  private void look(Line line) {
    if (line.hasWay()) {
      free(line.endpoint().number());
    } else {
      hold(line.endpoint().number(), Holdup.PARTY_UNKNOWN);
    }
  }

  private void complain(Line line) {
    Endpoint endpoint = line.endpoint();
    PartyUrl through = line.through();
    if (!line.hasAddress()) {
      parts.watch().cannotCall(endpoint.shop(), endpoint.id());
    } else if (!line.canSign()) {
      parts.watch().cannotSign(endpoint.shop(), endpoint.id());
    } else if (through != null && !line.hasWay()) {
      parts.watch().partyUnknown(endpoint.shop(), endpoint.id(), through.party());
    }
  }

  void hold(long endpoint, Holdup why) {
    holdups.put(endpoint, why);
  }

  void free(long endpoint) {
    holdups.remove(endpoint);
  }

  /** Why an endpoint is sent nothing for now; null if nothing of that kind is known. */
  @Nullable Holdup holdup(long endpoint) {
    return holdups.get(endpoint);
  }
}
