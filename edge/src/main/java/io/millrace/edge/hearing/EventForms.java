package io.millrace.edge.hearing;

import io.millrace.edge.csv.CsvLines;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Outflow;
import io.millrace.edge.http.Problem;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.refusal.Code;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.EventStream;
import io.millrace.node.follow.FollowedFact;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events as an answer: a page, all there is as lines of JSON or as CSV, or live, as the
 * client accepts.
 */
final class EventForms {
  private static final String JSON_LINES = "application/jsonl";
  private static final String EVENT_STREAM = "text/event-stream";

  /** What stands between gives up on a connection that is silent for a minute. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Sent at a time. */
  private static final int BURST_EVENTS = 200;

  private static final byte[] NOTHING = {};

  private final ListenerPlaces places;

  EventForms(ListenerPlaces places) {
    this.places = places;
  }

  /**
   * Whose events, and how they are written.
   *
   * @param buyer null for a whole shop
   * @param open a stream from behind a place
   * @param end the sequence of the last fact that is durable now; 0 while the shard does not serve
   * @param fields of an event, but for its id
   * @param csv some of them as CSV; null where there is none
   */
  record Events(
      ListenerPlaces.@Nullable Buyer buyer,
      Function<EventPlace, EventStream> open,
      LongSupplier end,
      BiConsumer<JsonWriter, FollowedFact> fields,
      @Nullable Function<List<FollowedFact>, byte[]> csv) {

    private void write(JsonWriter json, FollowedFact fact) {
      json.text("id", EventCursor.of(EventPlace.of(fact)));
      fields.accept(json, fact);
    }
  }

  HttpAnswer answer(Exchange exchange, Events events) {
    String accept = exchange.header("Accept");
    if (accept.contains(EVENT_STREAM)) {
      return flow(exchange, EVENT_STREAM, events, Listening::live);
    }
    if (accept.contains(JSON_LINES)) {
      return flow(exchange, JSON_LINES, events, listening -> listening.all(NOTHING, lines(events)));
    }
    Function<List<FollowedFact>, byte[]> csv = events.csv;
    if (csv != null && accept.contains(CsvLines.ACCEPTED)) {
      return flow(
          exchange, CsvLines.MEDIA_TYPE, events, listening -> listening.all(EventCsv.names(), csv));
    }
    return page(exchange, events);
  }

  private static Function<List<FollowedFact>, byte[]> lines(Events events) {
    return facts -> {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (FollowedFact fact : facts) {
        lines.writeBytes(JsonWriter.object(item -> events.write(item, fact)));
        lines.write('\n');
      }
      return lines.toByteArray();
    };
  }

  /** {@code Last-Event-ID} is what a browser sends when it comes back. */
  private static EventPlace behind(Exchange exchange) {
    String last = exchange.header("Last-Event-ID");
    String after = exchange.parameter("after");
    String field = last.isEmpty() ? "after" : "Last-Event-ID";
    String text = last.isEmpty() ? after : last;
    if (text == null || text.isEmpty()) {
      return EventPlace.BEGINNING;
    }
    try {
      return EventCursor.parse(text);
    } catch (IllegalArgumentException _) {
      throw Problem.invalid(field, "is not a cursor of events").raised();
    }
  }

  private static Problem gone(CursorLost why) {
    return Problem.of(Code.CURSOR_GONE, String.valueOf(why.getMessage()));
  }

  private static HttpAnswer page(Exchange exchange, Events events) {
    int limit = Paging.limit(exchange);
    try (EventStream stream = events.open.apply(behind(exchange))) {
      List<FollowedFact> facts = stream.next(limit);
      boolean more = !stream.isAtEnd();
      return HttpAnswer.json(
              200,
              body ->
                  body.list("items", facts, events::write)
                      .textOrNull("nextCursor", more ? EventCursor.of(stream.place()) : null)
                      .text("cursor", EventCursor.of(stream.place())))
          .with("Cache-Control", "no-store");
    } catch (CursorLost e) {
      throw gone(e).raised();
    }
  }

  /** Makes the body of an answer; looks for the first time before the head is sent. */
  private interface Form {
    Outflow of(Listening listening) throws CursorLost;
  }

  private HttpAnswer flow(Exchange exchange, String mediaType, Events events, Form form) {
    EventPlace behind = behind(exchange);
    ListenerPlaces.Place place = places.tryTake(events.buyer);
    if (place == null) {
      throw Problem.of(Code.OVERLOADED, "too many listen to events").raised();
    }
    Listening listening = new Listening(events, behind, exchange.admission(), place);
    try {
      return HttpAnswer.flow(mediaType, form.of(listening)).with("Cache-Control", "no-store");
    } catch (CursorLost e) {
      listening.close();
      throw gone(e).raised();
    } catch (RuntimeException e) {
      listening.close();
      throw e;
    }
  }

  /**
   * All there is, in some form.
   *
   * @param end the sequence with which it ends
   */
  private record Export(Function<List<FollowedFact>, byte[]> form, long end) {

    byte[] form(List<FollowedFact> facts) {
      return form.apply(facts.stream().filter(fact -> fact.sequence() <= end).toList());
    }
  }

  /** One who takes more than a page. What can be refused is refused before the first byte. */
  private static final class Listening implements AutoCloseable {
    private final Events events;
    private final EventStream stream;
    private final BooleanSupplier admission;
    private final ListenerPlaces.Place place;
    private boolean closed;

    Listening(
        Events events, EventPlace behind, BooleanSupplier admission, ListenerPlaces.Place place) {
      this.events = events;
      this.stream = events.open.apply(behind);
      this.admission = admission;
      this.place = place;
    }

    private boolean goesOn() {
      return !stream.isOver() && !place.isLost() && admission.getAsBoolean();
    }

    /**
     * Everything that is durable now, and not what comes meanwhile: a client that reads more slowly
     * than the shop sells would never be done.
     */
    Outflow all(byte[] head, Function<List<FollowedFact>, byte[]> form) throws CursorLost {
      long end = events.end.getAsLong();
      if (end == 0) {
        throw Problem.of(Code.NOT_READY, "the shop's log is not there now; ask again").raised();
      }
      List<FollowedFact> first = stream.next(BURST_EVENTS);
      return outflow(chunks -> all(chunks, head, new Export(form, end), first));
    }

    Outflow live() throws CursorLost {
      List<FollowedFact> first = stream.await(BURST_EVENTS, Duration.ZERO);
      return outflow(chunks -> live(chunks, first));
    }

    private Outflow outflow(Outflow run) {
      return new Outflow() {
        @Override
        public void run(Chunks chunks) {
          run.run(chunks);
        }

        @Override
        public void close() {
          Listening.this.close();
        }
      };
    }

    /** Ends well only where all of it was sent. */
    private void all(Outflow.Chunks chunks, byte[] head, Export export, List<FollowedFact> first) {
      try {
        send(chunks, head);
        send(chunks, export.form(first));
        while (stream.place().sequence() < export.end) {
          if (stream.isAtEnd() || !goesOn()) {
            throw new Outflow.BrokenOff("an export whose log or listener is no longer there");
          }
          send(chunks, export.form(stream.next(BURST_EVENTS)));
        }
      } catch (CursorLost e) {
        throw new Outflow.BrokenOff("an export, " + e.getMessage());
      }
    }

    private static void send(Outflow.Chunks chunks, byte[] burst) {
      if (burst.length > 0) {
        chunks.send(burst);
      }
    }

    /** Whoever's credentials no longer hold hears nothing more, and comes back with others. */
    private void live(Outflow.Chunks chunks, List<FollowedFact> first) {
      try {
        List<FollowedFact> facts = first;
        while (goesOn()) {
          chunks.send(burst(facts));
          facts = stream.await(BURST_EVENTS, HEARTBEAT);
        }
      } catch (CursorLost _) {
        // The client comes back with its cursor and is told.
      }
    }

    /**
     * Without facts an empty event, which moves the client's Last-Event-ID past those of others.
     */
    private byte[] burst(List<FollowedFact> facts) {
      if (facts.isEmpty()) {
        return bytes("id: " + EventCursor.of(stream.place()) + "\n\n");
      }
      ByteArrayOutputStream burst = new ByteArrayOutputStream();
      for (FollowedFact fact : facts) {
        String word = fact.recorded().fact() instanceof ShopFact of ? FactWords.of(of) : "";
        burst.writeBytes(
            bytes("id: " + EventCursor.of(EventPlace.of(fact)) + "\nevent: " + word + "\ndata: "));
        burst.writeBytes(JsonWriter.object(item -> events.write(item, fact)));
        burst.writeBytes(bytes("\n\n"));
      }
      return burst.toByteArray();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        stream.close();
        place.giveBack();
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
