package io.millrace.delivery;

import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.FollowedFact;
import io.millrace.node.follow.SkippedFact;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down which event goes to which endpoint, with the cursor in the same transaction. It does
 * not wait for any receiver: what stands in the file will be delivered, whatever dies meanwhile.
 * Owned by the follower's thread. Made anew, it would tell everybody everything again, so it is
 * not.
 *
 * <p>Endpoints are known from their own facts, in their place among the others: an endpoint hears
 * of what comes behind its making, and of that itself.
 */
final class DeliveryEffect implements Effect {

  private static final int SKIPPED_SHOWN_MAX = 100;
  private static final int SENTENCE_CHARS_MAX = 1_000;

  private final DeliveryFile file;
  private final EventForm form;
  private final LongSupplier wallMillis;
  private final Told told;

  /** Forgotten after any failure, and read from the file again. */
  private @Nullable Known known;

  /** What the file says, kept at hand. */
  private record Known(long deliversFromMillis, Map<ShopId, List<Endpoint>> endpoints) {}

  /** Whoever sends is told after each commit. */
  interface Told {
    /**
     * Something is to be done.
     *
     * @param due endpoints that have more to be delivered
     * @param changed endpoints that are not what they were
     */
    void committed(Set<Long> due, Set<Long> changed);
  }

  DeliveryEffect(DeliveryFile file, EventForm form, LongSupplier wallMillis, Told told) {
    this.file = file;
    this.form = form;
    this.wallMillis = wallMillis;
    this.told = told;
  }

  private <T> T run(DeliveryFile.Work<T> work) throws EffectUnavailable {
    try {
      return file.write(work);
    } catch (SQLException e) {
      known = null;
      throw new EffectUnavailable("the file of deliveries: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      known = null;
      throw e;
    }
  }

  @Override
  public @Nullable Cursor cursor(int shard) throws EffectUnavailable {
    List<Cursor> found = new ArrayList<>(1);
    run(sql -> {
      sql.query(
          "SELECT log_high, log_low, epoch, sequence FROM cursors WHERE shard = ?",
          row ->
              found.add(new Cursor(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4))),
          shard);
      return true;
    });
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public void take(FactBatch batch) throws EffectUnavailable {
    Set<Long> due = new HashSet<>();
    Set<Long> changed = new HashSet<>();
    run(sql -> {
      Known now = known(sql);
      Outbox outbox = new Outbox(sql, form, wallMillis.getAsLong());
      for (FollowedFact fact : batch.facts()) {
        ShopId shop = fact.recorded().shop();
        if (shop != null && fact.recorded().fact() instanceof WebhookFact webhook) {
          changed.add(apply(sql, now, shop, webhook));
        }
        if (fact.timeMillis() >= now.deliversFromMillis()) {
          due.addAll(deliver(outbox, now, batch.shard(), fact));
        }
      }
      move(sql, batch);
      return true;
    });
    if (!due.isEmpty() || !changed.isEmpty()) {
      told.committed(due, changed);
    }
  }

  private static List<Long> deliver(Outbox outbox, Known now, int shard, FollowedFact fact)
      throws SQLException {
    List<Endpoint> endpoints = now.endpoints().get(fact.recorded().shop());
    if (endpoints == null) {
      return List.of();
    }
    String type = Outbox.typeOf(fact);
    List<Long> due = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      if (endpoint.hears() && endpoint.settings().wants(type)) {
        if (due.isEmpty()) {
          outbox.event(shard, fact);
        }
        outbox.delivery(shard, fact, endpoint.number());
        due.add(endpoint.number());
      }
    }
    return due;
  }

  private Known known(Sql sql) throws SQLException {
    Known now = known;
    if (now == null) {
      Map<ShopId, List<Endpoint>> endpoints = new HashMap<>();
      for (Endpoint endpoint : EndpointRows.all(sql)) {
        endpoints.computeIfAbsent(endpoint.shop(), _ -> new ArrayList<>()).add(endpoint);
      }
      now = new Known(DeliveryTables.deliversFromMillis(sql), endpoints);
      known = now;
    }
    return now;
  }

  /** The number of the endpoint that the fact is about. */
  private static long apply(Sql sql, Known now, ShopId shop, WebhookFact fact) throws SQLException {
    List<Endpoint> endpoints = now.endpoints().computeIfAbsent(shop, _ -> new ArrayList<>());
    if (fact instanceof WebhookEndpointDefined defined && defined.version() == 1) {
      Secret sealed = Objects.requireNonNull(defined.sealed(), "a new endpoint has a secret");
      Endpoint made =
          EndpointRows.insert(sql, shop, defined.endpoint(), defined.settings(), sealed);
      endpoints.add(made);
      return made.number();
    }
    int at = indexOf(endpoints, fact.endpoint());
    Endpoint before = endpoints.get(at);
    Endpoint after = after(before, fact);
    EndpointRows.update(sql, after);
    boolean isElsewhere = !after.settings().url().equals(before.settings().url());
    if (isElsewhere || (after.hears() && !before.hears())) {
      EndpointRows.failing(sql, after.number(), Failing.NONE);
    }
    if (after.state() == Endpoint.State.REMOVED) {
      endpoints.remove(at);
    } else {
      endpoints.set(at, after);
    }
    return after.number();
  }

  private static int indexOf(List<Endpoint> endpoints, String id) {
    for (int i = 0; i < endpoints.size(); i++) {
      if (endpoints.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new IllegalStateException("endpoint " + id + " is in no table");
  }

  private static Endpoint after(Endpoint before, WebhookFact fact) {
    return switch (fact) {
      case WebhookEndpointDefined defined -> before.with(defined.settings());
      case WebhookSecretRotated rotated ->
          before.rotated(rotated.sealed(), rotated.overlapUntilMillis());
      case WebhookEndpointDisabled _ -> before.with(Endpoint.State.DISABLED);
      case WebhookEndpointEnabled _ -> before.with(Endpoint.State.HEARS);
      case WebhookEndpointRemoved _ -> before.with(Endpoint.State.REMOVED);
    };
  }

  private static void move(Sql sql, FactBatch batch) throws SQLException {
    Cursor end = batch.end();
    sql.update(
        "INSERT OR REPLACE INTO cursors (shard, log_high, log_low, epoch, sequence)"
            + " VALUES (?, ?, ?, ?, ?)",
        batch.shard(),
        end.logHigh(),
        end.logLow(),
        end.epoch(),
        end.sequence());
  }

  @Override
  public void skip(FactBatch batch, SkippedFact skipped) throws EffectUnavailable {
    run(sql -> {
      sql.update(
          "INSERT OR REPLACE INTO skipped (shard, sequence, fact, why, reason, at_ms)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          skipped.shard(),
          skipped.sequence(),
          skipped.fact(),
          cut(skipped.why()),
          cut(skipped.reason()),
          skipped.atMillis());
      move(sql, batch);
      return true;
    });
  }

  private static String cut(String sentence) {
    return sentence.substring(0, Math.min(sentence.length(), SENTENCE_CHARS_MAX));
  }

  @Override
  public List<SkippedFact> skipped() throws EffectUnavailable {
    return run(sql -> {
      List<SkippedFact> skipped = new ArrayList<>();
      sql.query(
          "SELECT shard, sequence, fact, why, reason, at_ms FROM skipped"
              + " ORDER BY at_ms DESC, shard, sequence DESC LIMIT "
              + SKIPPED_SHOWN_MAX,
          row ->
              skipped.add(
                  new SkippedFact(
                      row.getInt(1),
                      row.getLong(2),
                      row.getString(3),
                      row.getString(4),
                      row.getString(5),
                      row.getLong(6))));
      return skipped;
    });
  }

  /** The file is closed by whoever opened it: the dispatcher writes on for a moment. */
  @Override
  public void close() {
    known = null;
  }
}
