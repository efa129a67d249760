package io.millrace.edge.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.millrace.edge.auth.Caller;
import io.millrace.edge.idempotency.RequestKeys;
import io.millrace.edge.json.JsonReader;
import io.millrace.model.Actor;
import io.millrace.model.LeaseId;
import io.millrace.model.OrderId;
import io.millrace.model.Precondition;
import io.millrace.model.QueueId;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.TaskId;
import io.millrace.model.command.Change;
import io.millrace.model.command.Command;
import io.millrace.model.command.Query;
import io.millrace.model.refusal.Code;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request with all that its handler may ask: names in the path, body, caller, the node. */
public final class Exchange {
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

  /** What is asked of a shard must name a shop, and which one does not matter. */
  private static final ShopId ANY_SHOP = new ShopId("any");

  private final Target target;
  private final ServerRequest request;
  private final RequestBody body;
  private final Caller caller;
  private final BooleanSupplier admission;
  private final Gate gate;
  private @Nullable ShopId shop;

  Exchange(
      Target target,
      ServerRequest request,
      RequestBody body,
      Caller caller,
      BooleanSupplier admission,
      Gate gate) {
    this.target = target;
    this.request = request;
    this.body = body;
    this.caller = caller;
    this.admission = admission;
    this.gate = gate;
  }

  public Caller caller() {
    return caller;
  }

  /** Says, whenever it is asked, whether the caller's credentials still hold. */
  public BooleanSupplier admission() {
    return admission;
  }

  public Gate gate() {
    return gate;
  }

  /** A name in the path, as {@code {shop}} in the route. */
  public String variable(String name) {
    return target.variable(name);
  }

  public ShopId shop() {
    if (shop == null) {
      shop = named("shop", ShopId::new);
    }
    return shop;
  }

  public SkuId sku() {
    return named("sku", SkuId::new);
  }

  public QueueId queue() {
    return named("queue", QueueId::new);
  }

  public TaskId task() {
    return named("task", TaskId::new);
  }

  /** What is no lease was never given to anybody. */
  public LeaseId lease() {
    String text = variable("lease");
    try {
      return LeaseId.parse(text);
    } catch (IllegalArgumentException e) {
      throw RefusalProblem.leaseLost(text).raised();
    }
  }

  /** An id that is no number was never given to any order. */
  public OrderId order() {
    String text = variable("id");
    try {
      return new OrderId(Long.parseLong(text));
    } catch (IllegalArgumentException e) {
      throw RefusalProblem.orderUnknown(text).raised();
    }
  }

  /** A query parameter; null if it is not there. */
  public @Nullable String parameter(String name) {
    return target.parameters().get(name);
  }

  /** A query parameter of a given form; null if it is not there. */
  public <T> @Nullable T parameter(String name, Function<String, T> form) {
    String text = target.parameters().get(name);
    return text == null ? null : formed(name, text, form);
  }

  /** A header field; empty if it is not there. */
  public String header(String name) {
    return request.headers().value(HeaderNames.create(name)).orElse("");
  }

  /** The body, read as its route wants it. */
  public <T> T read(Function<JsonReader, T> format) {
    return JsonReader.read(body.bytes(target.route().bodyBytesMax()), format);
  }

  /** The same where no body at all means an empty object. */
  public <T> T readIfAny(Function<JsonReader, T> format) {
    byte[] bytes = body.bytes(target.route().bodyBytesMax());
    return JsonReader.read(bytes.length == 0 ? EMPTY_OBJECT : bytes, format);
  }

  /** For routes whose body has no fields: nothing at all, or an empty object. */
  public void readNothing() {
    readIfAny(json -> {
      json.emptyObject();
      return json;
    });
  }

  public Verdict ask(Query query) {
    return verdict(gate.submit(Request.of(shop(), caller.actor(), query)).join());
  }

  /** For routes that ask nobody who they are. */
  public Verdict askAsNode(Query query) {
    return verdict(gate.submit(Request.of(shop(), Actor.NODE, query)).join());
  }

  /** For what concerns a shard and no shop. */
  public Verdict ask(int shard, Command command) {
    return verdict(gate.submit(shard, Request.of(ANY_SHOP, caller.actor(), command)).join());
  }

  public Verdict change(Change change) {
    Precondition precondition =
        EntityTags.ifMatch(request.headers().value(HeaderNames.IF_MATCH).orElse(null));
    Request asked =
        new Request(
            shop(),
            caller.actor(),
            target.route().keyed() ? requestKey(change) : null,
            precondition,
            change);
    return verdict(gate.submit(asked).join());
  }

  /** Asked before the body is read: without a key there is nothing to read it for. */
  void requireIdempotencyKey() {
    List<String> keys = request.headers().values(IDEMPOTENCY_KEY);
    if (keys.isEmpty()) {
      throw Problem.of(Code.IDEMPOTENCY_KEY_MISSING, "this route needs an Idempotency-Key")
          .raised();
    }
    if (keys.size() > 1 || !RequestKeys.isKey(keys.getFirst())) {
      throw Problem.invalid(
              "Idempotency-Key",
              "must be one of 1 to " + RequestKeys.KEY_CHARS_MAX + " printable ASCII characters")
          .raised();
    }
  }

  private RequestKey requestKey(Change change) {
    return RequestKeys.of(
        shop(),
        caller,
        target.route().verb().name(),
        target.path(),
        request.headers().values(IDEMPOTENCY_KEY).getFirst(),
        change);
  }

  private static Verdict verdict(Reply reply) {
    return switch (reply) {
      case Reply.Decided decided -> Verdict.of(decided);
      case Reply.Failed failed -> throw Problem.of(failed.code(), failed.detail()).raised();
    };
  }

  private <T> T named(String name, Function<String, T> form) {
    return formed(name, variable(name), form);
  }

  private static <T> T formed(String field, String text, Function<String, T> form) {
    try {
      return form.apply(text);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(field, e.getMessage() == null ? "is malformed" : e.getMessage())
          .raised();
    }
  }
}
