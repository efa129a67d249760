package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.idempotency.OnceOnly;
import java.util.Map;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.FormHttpMessageReader;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request whose body was read for its fingerprint and is there again, and another response. */
final class ReadExchange extends ServerWebExchangeDecorator {
  private static final ResolvableType FORM =
      ResolvableType.forClassWithGenerics(MultiValueMap.class, String.class, String.class);

  private final ServerHttpRequest request;
  private final ServerHttpResponse response;
  private final Mono<MultiValueMap<String, String>> form;

  ReadExchange(ServerWebExchange exchange, byte[] body, ServerHttpResponse response) {
    super(exchange);
    this.request = new ReadBody(exchange.getRequest(), response, body);
    this.response = response;
    this.form = isForm(body) ? Mono.defer(() -> read(body.length)).cache() : super.getFormData();
  }

  private boolean isForm(byte[] body) {
    return body.length > 0
        && OnceOnly.isForm(request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE));
  }

  private Mono<MultiValueMap<String, String>> read(int bytes) {
    FormHttpMessageReader reader = new FormHttpMessageReader();
    reader.setMaxInMemorySize(bytes);
    return reader.readMono(FORM, request, Map.of());
  }

  @Override
  public ServerHttpRequest getRequest() {
    return request;
  }

  @Override
  public ServerHttpResponse getResponse() {
    return response;
  }

  /** The server's own finds nothing in the body any more. */
  @Override
  public Mono<MultiValueMap<String, String>> getFormData() {
    return form;
  }

  private static final class ReadBody extends ServerHttpRequestDecorator {
    private final ServerHttpResponse response;
    private final byte[] body;

    ReadBody(ServerHttpRequest request, ServerHttpResponse response, byte[] body) {
      super(request);
      this.response = response;
      this.body = body;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return body.length == 0
          ? Flux.empty()
          : Flux.defer(() -> Flux.just(response.bufferFactory().wrap(body)));
    }
  }
}
