package io.millrace.diana.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.Ticker;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ParkingTest {
  private static final long HOLD_NANOS = 100_000_000;

  /** A few for parking that ends early; one that spins looks some hundred thousand times. */
  private static final long LOOKS_MAX = 1_000;

  private final AtomicLong looks = new AtomicLong();

  private long held() {
    Ticker machine = Ticker.ofMachine();
    Hold hold =
        new Parking(() -> {
          looks.incrementAndGet();
          return machine.nanos();
        });
    long began = machine.nanos();
    hold.nanos(HOLD_NANOS);
    return machine.nanos() - began;
  }

  @Test
  void shouldHoldAsLongAsItWasTold() {
    assertThat(held()).isGreaterThanOrEqualTo(HOLD_NANOS);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** As servers do with their threads when they stop. */
  @Test
  void shouldNotSpinWhenItIsInterrupted() {
    Thread.currentThread().interrupt();
    long held = held();
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(held).isGreaterThanOrEqualTo(HOLD_NANOS);
    assertThat(looks).hasValueLessThan(LOOKS_MAX);
  }
}
