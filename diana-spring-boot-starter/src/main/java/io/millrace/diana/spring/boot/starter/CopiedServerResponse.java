package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.idempotency.Run;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * Sends an answer on, adds what is written to a run's copy, and tells the run of the end.
 *
 * <p>A body that nobody flushes is held back until all of it is there, or more than is kept. So its
 * end is known before anything goes to a client who may have left: the run hears of it when the
 * answer is committed, behind all that others still change of its status and its fields. A body
 * that is flushed goes on piece by piece, and the run hears of its end, or that it has none: when a
 * client has left, the server calls that an end like any other.
 */
final class CopiedServerResponse extends ServerHttpResponseDecorator {
  private final Run run;

  /** Parts of the body that have not ended: its pieces, and the row of them. */
  private final AtomicInteger open = new AtomicInteger();

  CopiedServerResponse(ServerHttpResponse response, Run run) {
    super(response);
    this.run = run;
  }

  @Override
  public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
    return Mono.defer(() -> {
      if (isCommitted()) {
        return super.writeWith(body);
      }
      begin();
      tellAtCommit();
      return super.writeWith(
              body instanceof Mono<? extends DataBuffer> whole
                  ? whole.doOnNext(this::copy).doOnSuccess(any -> open.decrementAndGet())
                  : held(body))
          .then(told());
    });
  }

  /** What is held is the copy, so that no buffer waits that nobody might release. */
  private Flux<DataBuffer> held(Publisher<? extends DataBuffer> body) {
    return Flux.<DataBuffer>from(body)
        .handle(this::hold)
        .doOnComplete(open::decrementAndGet)
        .concatWith(Mono.fromSupplier(this::copied).filter(whole -> whole.readableByteCount() > 0));
  }

  private void hold(DataBuffer piece, SynchronousSink<DataBuffer> onItsWay) {
    if (run.copy().fits(piece.readableByteCount())) {
      copy(piece);
      DataBufferUtils.release(piece);
    } else if (run.copy().isWhole()) {
      DataBuffer before = copied();
      copy(piece);
      onItsWay.next(bufferFactory().join(List.of(before, piece)));
    } else {
      onItsWay.next(piece);
    }
  }

  /** Nothing, if it is not whole any more: that is on its way. */
  private DataBuffer copied() {
    return bufferFactory().wrap(run.copy().bytes());
  }

  @Override
  public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
    return Mono.defer(() -> {
      if (isCommitted()) {
        return super.writeAndFlushWith(body);
      }
      begin();
      return super.writeAndFlushWith(
              Flux.from(body).map(this::flushed).doOnComplete(open::decrementAndGet))
          .then(told());
    });
  }

  private Flux<DataBuffer> flushed(Publisher<? extends DataBuffer> piece) {
    open.incrementAndGet();
    return Flux.<DataBuffer>from(piece).doOnNext(this::copy).doOnComplete(open::decrementAndGet);
  }

  @Override
  public Mono<Void> setComplete() {
    return Mono.defer(() -> {
      if (!isCommitted()) {
        begin();
        open.set(0);
        tellAtCommit();
      }
      return super.setComplete();
    });
  }

  /** For the one write that counts; after the commit, the server lets no other pass. */
  private void begin() {
    run.copy().clear();
    open.set(1);
  }

  private void tellAtCommit() {
    beforeCommit(() -> open.get() == 0 ? told() : Mono.empty());
  }

  private void copy(DataBuffer buffer) {
    ByteBuffer bytes = ByteBuffer.allocate(buffer.readableByteCount());
    buffer.toByteBuffer(bytes);
    run.copy().add(bytes.array(), 0, bytes.capacity());
  }

  private Mono<Void> told() {
    return telling(() -> {
      if (open.get() == 0) {
        HttpStatusCode status = getStatusCode();
        run.answered(
            (status == null ? HttpStatus.OK : status).value(), name -> getHeaders().getFirst(name));
      } else {
        run.brokeOff();
      }
    });
  }

  /** There will be no answer, or it was written past this. */
  Mono<Void> brokeOff() {
    return telling(run::brokeOff);
  }

  private Mono<Void> telling(Runnable end) {
    return Mono.defer(() ->
        run.isOver()
            ? Mono.empty()
            : Mono.<Void>fromRunnable(end).subscribeOn(IdempotencyWebFilter.BESIDE_THE_EVENT_LOOP));
  }
}
