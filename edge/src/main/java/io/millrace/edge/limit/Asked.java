package io.millrace.edge.limit;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.millrace.diana.Request;
import io.millrace.edge.auth.Caller;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A request as limits see it: the shop is the tenant, a buyer or a merchant's key the account. */
final class Asked implements Request {
  /** {@code operator}, {@code merchant}, {@code buyer} or {@code nobody}. */
  static final String ROLE = "role";

  private final ServerRequest request;
  private final String role;
  private final @Nullable String shop;
  private final @Nullable String account;

  private Asked(
      ServerRequest request, String role, @Nullable String shop, @Nullable String account) {
    this.request = request;
    this.role = role;
    this.shop = shop;
    this.account = account;
  }

  static Asked of(ServerRequest request, @Nullable String shop, Caller caller) {
    return switch (caller) {
      case Caller.Nobody nobody -> new Asked(request, "nobody", null, null);
      case Caller.Operator operator -> new Asked(request, "operator", shop, null);
      case Caller.Merchant merchant ->
          new Asked(request, "merchant", merchant.shop().value(), merchant.keyId());
      case Caller.Buyer buyer ->
          new Asked(request, "buyer", buyer.shop().value(), buyer.buyer().value());
    };
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
    return request.remotePeer().address() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? peer.getAddress().getHostAddress()
        : null;
  }

  @Override
  public @Nullable String header(String name) {
    return request.headers().value(HeaderNames.create(name)).orElse(null);
  }

  @Override
  public @Nullable String attribute(String name) {
    return switch (name) {
      case ROLE -> role;
      case TENANT -> shop;
      case ACCOUNT -> account;
      default -> null;
    };
  }
}
