package io.millrace.diana.helidon;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.millrace.diana.Request;
import io.millrace.diana.http.Caller;
import io.millrace.diana.http.Proxies;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of Helidon as rules see it. */
public final class HelidonRequest implements Request {
  private static final HeaderName FORWARDED_FOR = HeaderNames.create(Proxies.FIELD);

  private final ServerRequest request;
  private final Caller<ServerRequest> caller;
  private final Proxies proxies;

  public HelidonRequest(ServerRequest request, Caller<ServerRequest> caller, Proxies proxies) {
    this.request = request;
    this.caller = caller;
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

  /** None if the connection has no address, as that of a test in memory. */
  @Override
  public @Nullable String address() {
    if (!(request.remotePeer().address() instanceof InetSocketAddress peer)
        || peer.getAddress() == null) {
      return null;
    }
    String connected = peer.getAddress().getHostAddress();
    return proxies.isEmpty()
        ? connected
        : proxies.client(connected, request.headers().values(FORWARDED_FOR));
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
}
