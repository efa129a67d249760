package io.millrace.edge.hearing;

import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.csv.CsvLines;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Outflow;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.refusal.Code;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FactStream;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowedFact;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A shop's facts in order: a page, all of them as lines of JSON or as CSV, or a live stream, as the
 * client accepts.
 */
public final class EventRoutes {
  private static final String JSON_LINES = "application/jsonl";
  private static final String EVENT_STREAM = "text/event-stream";

  /** Each is a virtual thread and a connection; the rest of the server's are for requests. */
  static final int STREAMS_MAX = 5_000;

  /** What stands between gives up on a connection that is silent for a minute. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Sent at a time. */
  private static final int BURST_EVENTS = 200;

  private final Credentials credentials;
  private final FactStreams streams;

  public EventRoutes(Credentials credentials, FactStreams streams) {
    this.credentials = credentials;
    this.streams = streams;
  }

  public List<Route> all() {
    return List.of(Route.get("/v1/shops/{shop}/events", MERCHANT, this::events, "after", "limit"));
  }

  private HttpAnswer events(Exchange exchange) {
    ShopId shop = exchange.shop();
    ShopSettings settings = credentials.settings(shop);
    if (settings == null) {
      throw RefusalProblem.shopUnknown(shop.value()).raised();
    }
    FactJson json = new FactJson(settings.currency());
    String accept = exchange.header("Accept");
    if (accept.contains(EVENT_STREAM)) {
      return flow(exchange, EVENT_STREAM, chunks -> live(chunks, shop, behind(exchange), json));
    }
    if (accept.contains(JSON_LINES)) {
      return flow(
          exchange,
          JSON_LINES,
          chunks -> all(chunks, shop, behind(exchange), facts -> lines(facts, json)));
    }
    if (accept.contains(CsvLines.ACCEPTED)) {
      return flow(
          exchange,
          CsvLines.MEDIA_TYPE,
          chunks -> {
            chunks.send(EventCsv.names());
            all(chunks, shop, behind(exchange), facts -> EventCsv.lines(facts, json));
          });
    }
    return page(exchange, shop, json);
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

  /** What can be refused is refused before the first byte. */
  private HttpAnswer flow(Exchange exchange, String mediaType, Outflow outflow) {
    if (streams.open() >= STREAMS_MAX) {
      throw Problem.of(Code.OVERLOADED, "too many listen to events").raised();
    }
    try (FactStream probe = streams.open(exchange.shop(), behind(exchange))) {
      probe.next(1);
    } catch (CursorLost e) {
      throw gone(e).raised();
    }
    return HttpAnswer.flow(mediaType, outflow).with("Cache-Control", "no-store");
  }

  private static Problem gone(CursorLost why) {
    return Problem.of(Code.CURSOR_GONE, String.valueOf(why.getMessage()));
  }

  private HttpAnswer page(Exchange exchange, ShopId shop, FactJson json) {
    int limit = Paging.limit(exchange);
    try (FactStream stream = streams.open(shop, behind(exchange))) {
      List<FollowedFact> facts = stream.next(limit);
      boolean more = !stream.isAtEnd();
      return HttpAnswer.json(
              200,
              body ->
                  body.list("items", facts, (item, fact) -> write(item, json, fact))
                      .textOrNull("nextCursor", more ? EventCursor.of(stream.place()) : null)
                      .text("cursor", EventCursor.of(stream.place())))
          .with("Cache-Control", "no-store");
    } catch (CursorLost e) {
      throw gone(e).raised();
    }
  }

  private static void write(JsonWriter json, FactJson facts, FollowedFact fact) {
    json.text("id", EventCursor.of(EventPlace.of(fact)));
    if (fact.recorded().fact() instanceof ShopFact of) {
      facts.write(json, fact.recorded(), of, fact.timeMillis());
    }
  }

  /** Everything that is durable when it gets there, and then the end. */
  private void all(
      Outflow.Chunks chunks,
      ShopId shop,
      EventPlace behind,
      Function<List<FollowedFact>, byte[]> form) {
    try (FactStream stream = streams.open(shop, behind)) {
      while (!stream.isAtEnd() && !stream.isOver()) {
        byte[] burst = form.apply(stream.next(BURST_EVENTS));
        if (burst.length > 0) {
          chunks.send(burst);
        }
      }
    } catch (CursorLost _) {
      // What was to follow was deleted meanwhile; the client sees that its last line is old.
    }
  }

  private static byte[] lines(List<FollowedFact> facts, FactJson json) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (FollowedFact fact : facts) {
      lines.writeBytes(JsonWriter.object(item -> write(item, json, fact)));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  private void live(Outflow.Chunks chunks, ShopId shop, EventPlace behind, FactJson json) {
    try (FactStream stream = streams.open(shop, behind)) {
      chunks.send(bytes(": listening\n\n"));
      while (!stream.isOver()) {
        List<FollowedFact> facts = stream.await(BURST_EVENTS, HEARTBEAT);
        ByteArrayOutputStream burst = new ByteArrayOutputStream();
        for (FollowedFact fact : facts) {
          burst.writeBytes(event(fact, json));
        }
        if (facts.isEmpty()) {
          // Moves the client's Last-Event-ID on, past what is not its shop's.
          burst.writeBytes(bytes("id: " + EventCursor.of(stream.place()) + "\n\n"));
        }
        chunks.send(burst.toByteArray());
      }
    } catch (CursorLost _) {
      // The client comes back with its cursor and is told.
    }
  }

  private static byte[] event(FollowedFact fact, FactJson json) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    String word = fact.recorded().fact() instanceof ShopFact of ? FactWords.of(of) : "";
    event.writeBytes(
        bytes("id: " + EventCursor.of(EventPlace.of(fact)) + "\nevent: " + word + "\ndata: "));
    event.writeBytes(JsonWriter.object(item -> write(item, json, fact)));
    event.writeBytes(bytes("\n\n"));
    return event.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
