package io.millrace.diana.helidon;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.millrace.diana.Request;
import io.millrace.diana.http.Caller;
import io.millrace.diana.http.Cost;
import io.millrace.diana.http.Proxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of Helidon as rules see it. */
public final class HelidonRequest implements Request {
  private static final HeaderName FORWARDED_FOR = HeaderNames.create(Proxies.FIELD);

  private final ServerRequest request;
  private final Caller<ServerRequest> caller;
  private final Cost<ServerRequest> cost;
  private final Proxies proxies;

  public HelidonRequest(ServerRequest request, Caller<ServerRequest> caller, Proxies proxies) {
    this(request, caller, Cost.one(), proxies);
  }

  public HelidonRequest(
      ServerRequest request,
      Caller<ServerRequest> caller,
      Cost<ServerRequest> cost,
      Proxies proxies) {
    this.request = request;
    this.caller = caller;
    this.cost = cost;
    this.proxies = proxies;
  }

  @Override
  public String method() {
    return request.prologue().method().text();
  }

  @Override
  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  @Override
  public @Nullable String address() {
    String connected = text(request.remotePeer().address());
    return connected == null || proxies.isEmpty()
        ? connected
        : proxies.client(connected, request.headers().values(FORWARDED_FOR));
  }

  /**
   * What a connection's other end is called; null if it is not called anything, as that of a test
   * in memory. A local socket's path is no address, and must not pass for none.
   */
  static @Nullable String text(@Nullable SocketAddress peer) {
    if (peer instanceof InetSocketAddress inet) {
      InetAddress address = inet.getAddress();
      return address == null ? inet.getHostString() : address.getHostAddress();
    }
    return peer == null ? null : peer.toString();
  }

  @Override
  public @Nullable String header(String name) {
    List<String> values = request.headers().values(HeaderNames.create(name));
    return values.isEmpty() ? null : values.get(0);
  }

  @Override
  public @Nullable String attribute(String name) {
    return caller.attribute(request, name);
  }

  @Override
  public long cost() {
    return cost.of(request);
  }
}
