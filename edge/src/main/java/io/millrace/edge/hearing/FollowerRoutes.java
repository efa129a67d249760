package io.millrace.edge.hearing;

import static io.millrace.edge.http.Audience.OPERATOR;

import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.Route;
import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.refusal.Code;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.FollowerStatus;
import io.millrace.node.follow.Followers;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.LogFollower;
import io.millrace.node.follow.SkippedFact;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How followers are, and what operators do with them. */
public final class FollowerRoutes {
  private static final String FOLLOWERS = "/v1/admin/followers";

  /** A follower is asked between two steps; one that waits for its database may take longer. */
  private static final long ANSWER_SECONDS_MAX = 10;

  private static final int REASON_CHARS_MAX = 500;

  private final Supplier<@Nullable Followers> followers;

  public FollowerRoutes(Supplier<@Nullable Followers> followers) {
    this.followers = followers;
  }

  public List<Route> all() {
    return List.of(
        Route.get(FOLLOWERS, OPERATOR, this::list, "limit", "cursor"),
        Route.post(
            FOLLOWERS + "/{follower}/rebuild", OPERATOR, Route.BODY_BYTES_MAX, this::rebuild),
        Route.post(FOLLOWERS + "/{follower}/retry", OPERATOR, Route.BODY_BYTES_MAX, this::retry),
        Route.post(FOLLOWERS + "/{follower}/reset", OPERATOR, Route.BODY_BYTES_MAX, this::reset),
        Route.post(FOLLOWERS + "/{follower}/skip", OPERATOR, Route.BODY_BYTES_MAX, this::skip));
  }

  /** How they are, for those who ask how the node is. */
  public static List<FollowerStatus> statuses(@Nullable Supplier<@Nullable Followers> followers) {
    Followers running = followers == null ? null : followers.get();
    return running == null ? List.of() : running.statuses();
  }

  private HttpAnswer list(Exchange exchange) {
    Paging paging = Paging.of(exchange, "followers");
    List<FollowerStatus> all = statuses(followers);
    List<String> names = all.stream().map(FollowerStatus::name).toList();
    int after = names.indexOf(paging.after(name -> name));
    return HttpAnswer.json(
            200,
            json ->
                paging.writePart(
                    json,
                    all,
                    follower -> names.indexOf(follower.name()) > after,
                    FollowerStatus::name,
                    FollowerRoutes::write))
        .with("Cache-Control", "no-store");
  }

  private static void write(JsonWriter json, FollowerStatus follower) {
    json.text("follower", follower.name())
        .bool("well", follower.isWell())
        .list("shards", follower.shards(), FollowerRoutes::write)
        .list("rebuilding", follower.rebuilding(), FollowerRoutes::write)
        .list("skipped", follower.skipped(), FollowerRoutes::write);
  }

  /** How it is in one shard; also in {@code /health/ready}. */
  public static void write(JsonWriter json, FollowingStatus shard) {
    json.number("shard", shard.shard())
        .text("phase", shard.phase().name())
        .number("sequence", shard.sequence())
        .number("lagFacts", shard.lagFacts())
        .number("lagMillis", shard.lagMillis())
        .text("detail", shard.detail());
    FollowingStatus.ParkedFact parked = shard.parked();
    if (parked != null) {
      json.object(
          "parked",
          inner ->
              inner
                  .number("sequence", parked.sequence())
                  .text("fact", parked.fact())
                  .text("why", parked.why())
                  .number("tries", parked.tries()));
    }
  }

  private static void write(JsonWriter json, SkippedFact skipped) {
    json.number("shard", skipped.shard())
        .number("sequence", skipped.sequence())
        .text("fact", skipped.fact())
        .text("why", skipped.why())
        .text("reason", skipped.reason())
        .time("at", skipped.atMillis());
  }

  private HttpAnswer rebuild(Exchange exchange) {
    exchange.readNothing();
    Told told = told(exchange, LogFollower::rebuild);
    if (!told.done) {
      throw Problem.of(
              Code.FOLLOWER_NOT_REBUILDABLE,
              told.status.name() + " keeps nothing that could be made anew; reset it")
          .raised();
    }
    return told.answer();
  }

  private HttpAnswer retry(Exchange exchange) {
    exchange.readNothing();
    return told(exchange, LogFollower::retry).answer();
  }

  /** Of which fact an operator speaks, and why. */
  private record Place(int shard, long sequence, String reason) {}

  private HttpAnswer reset(Exchange exchange) {
    Place to = exchange.read(FollowerRoutes::place);
    if (to.sequence < 0) {
      throw Problem.invalid("sequence", "must be 0 or more").raised();
    }
    Told told = told(exchange, follower -> follower.reset(to.shard, to.sequence, to.reason));
    if (!told.done && told.status.shards().stream().noneMatch(at -> at.shard() == to.shard)) {
      throw Problem.invalid("shard", "there is no such shard").raised();
    }
    if (!told.done) {
      throw Problem.of(
              Code.FOLLOWER_NOT_RESETTABLE,
              told.status.name() + " adds up what it takes, so it can only be rebuilt")
          .raised();
    }
    return told.answer();
  }

  private HttpAnswer skip(Exchange exchange) {
    Place skip = exchange.read(FollowerRoutes::place);
    Told told = told(exchange, follower -> follower.skip(skip.shard, skip.sequence, skip.reason));
    if (!told.done) {
      throw Problem.of(Code.NOTHING_PARKED, "no such fact waits there for an operator").raised();
    }
    return told.answer();
  }

  private static Place place(JsonReader json) {
    @Nullable Integer shard = null;
    @Nullable Long sequence = null;
    @Nullable String reason = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "shard" -> shard = json.smallInteger();
        case "sequence" -> sequence = json.integer();
        case "reason" -> reason = json.text();
        default -> throw json.unknownField();
      }
    }
    String why = json.required(reason, "reason");
    if (why.isBlank() || why.length() > REASON_CHARS_MAX) {
      throw Problem.invalid("reason", "must be 1 to " + REASON_CHARS_MAX + " characters").raised();
    }
    return new Place(json.required(shard, "shard"), json.required(sequence, "sequence"), why);
  }

  /** What became of it, and how the follower is now. */
  private record Told(boolean done, FollowerStatus status) {
    HttpAnswer answer() {
      return HttpAnswer.json(200, json -> write(json, status)).with("Cache-Control", "no-store");
    }
  }

  private Told told(Exchange exchange, Function<LogFollower, CompletableFuture<Boolean>> what) {
    String name = exchange.variable("follower");
    Followers running = followers.get();
    if (running == null) {
      throw Problem.of(Code.NOT_READY, "the node is starting; ask again").raised();
    }
    CompletableFuture<Boolean> asked = running.ask(name, what);
    if (asked == null) {
      throw Problem.of(Code.FOLLOWER_UNKNOWN, "there is no follower " + name).raised();
    }
    boolean done = done(asked);
    FollowerStatus now =
        running.statuses().stream()
            .filter(status -> status.name().equals(name))
            .findFirst()
            .orElseThrow();
    return new Told(done, now);
  }

  private static boolean done(CompletableFuture<Boolean> asked) {
    try {
      return asked.orTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      if (why instanceof CursorLost) {
        throw Problem.of(Code.CURSOR_GONE, String.valueOf(why.getMessage())).raised();
      }
      String sentence =
          why instanceof TimeoutException
              ? "the follower is busy and will do it later"
              : String.valueOf(why.getMessage());
      throw Problem.of(Code.READ_MODEL_UNAVAILABLE, sentence).raised();
    }
  }
}
