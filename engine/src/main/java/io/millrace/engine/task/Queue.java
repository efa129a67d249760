package io.millrace.engine.task;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.model.Backoff;
import io.millrace.model.Limits;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Secret;
import io.millrace.model.TaskGroup;
import io.millrace.model.answer.QueueView;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A queue: its settings, its counters, and which of its tasks wait for a worker. */
final class Queue {
  static final int PRIORITIES = Limits.TASK_PRIORITY_MAX + 1;

  private static final int SETTINGS_FIELD = 1;
  private static final int CREATED_FIELD = 2;
  private static final int UPDATED_FIELD = 3;
  private static final int REVIVING_FIELD = 4;
  private static final int REVIVING_UP_TO_FIELD = 5;
  private static final int SECRETS_FIELD = 6;

  final Shop shop;
  final QueueId id;

  /** Its place among the shard's queues. */
  final int index;

  /** Of the wheel. */
  final int line;

  final long digestId;
  private final TaskTable table;
  private final long createdAtMillis;
  private long updatedAtMillis;
  QueueSettings settings;
  int version;

  final PushSecrets secrets = new PushSecrets();

  int pending;
  int due;
  int leased;
  int dead;

  /** All that is due, by priority. */
  final RowList ready;

  /** The same for each group; the first is of tasks without one. */
  private final List<RowList> readyOfGroup = new ArrayList<>();

  private final List<TaskGroup> groups = new ArrayList<>();
  private final Map<TaskGroup, Integer> groupIndexes = new HashMap<>();

  /** In the order in which they died. */
  final RowList deadRows;

  /** Tasks that a revival has still to come to; those that died after it began are not meant. */
  int reviving;

  long revivingUpToMillis;
  long revivalTimer;

  final Lateness decision = new Lateness();
  final Lateness delivery = new Lateness();

  /** Whether something became due that waiting workers were not told of yet. No state. */
  boolean isAwake;

  Queue(Shop shop, QueueDefined first, int index, int line, TaskTable table, long atMillis) {
    this.shop = shop;
    this.id = first.queue();
    this.index = index;
    this.line = line;
    this.digestId = Mix.mix(shop.digestId(), Mix.text(id.value()));
    this.table = table;
    this.createdAtMillis = atMillis;
    this.updatedAtMillis = atMillis;
    this.settings = first.settings();
    this.version = first.version();
    take(first);
    this.ready = new RowList(table, TaskTable.NEXT, PRIORITIES);
    this.deadRows = new RowList(table, TaskTable.NEXT, 1);
    this.readyOfGroup.add(new RowList(table, TaskTable.GROUP_NEXT, PRIORITIES));
  }

  void redefine(QueueDefined defined, long atMillis, Digest digest) {
    removeFrom(digest);
    settings = defined.settings();
    version = defined.version();
    updatedAtMillis = atMillis;
    take(defined);
    addTo(digest);
  }

  /** Its secret begins and ends with pushing. */
  private void take(QueueDefined defined) {
    Secret sealed = defined.sealed();
    if (sealed != null) {
      secrets.begin(id, sealed);
    } else if (defined.settings().pushUrl() == null) {
      secrets.end();
    }
  }

  void rotate(QueueSecretRotated rotated, long atMillis, Digest digest) {
    removeFrom(digest);
    secrets.rotate(rotated, atMillis);
    version = rotated.version();
    updatedAtMillis = atMillis;
    addTo(digest);
  }

  /** From a snapshot: its counters, lists and timer follow from its tasks. */
  void restore(StateReader from) {
    updatedAtMillis = from.number();
    reviving = from.small();
    revivingUpToMillis = from.number();
    for (int left = from.small(); left > 0; left--) {
      claimGroup(new TaskGroup(from.text()));
    }
  }

  void write(StateWriter to) {
    to.small(shop.number())
        .fact(new QueueDefined(id, settings, version))
        .number(createdAtMillis)
        .number(updatedAtMillis)
        .small(reviving)
        .number(revivingUpToMillis)
        .small(groups.size());
    for (TaskGroup group : groups) {
      to.text(group.value());
    }
  }

  int open() {
    return pending + due + leased;
  }

  /** The place of a group that may be new. */
  int claimGroup(@Nullable TaskGroup group) {
    if (group == null) {
      return 0;
    }
    Integer known = groupIndexes.get(group);
    if (known != null) {
      return known;
    }
    groups.add(group);
    readyOfGroup.add(new RowList(table, TaskTable.GROUP_NEXT, PRIORITIES));
    groupIndexes.put(group, groups.size());
    return groups.size();
  }

  boolean hasRoomFor(@Nullable TaskGroup group) {
    return group == null
        || groups.size() < Limits.QUEUE_GROUPS_MAX
        || groupIndexes.containsKey(group);
  }

  @Nullable TaskGroup group(int place) {
    return place == 0 ? null : groups.get(place - 1);
  }

  RowList readyOf(int group) {
    return readyOfGroup.get(group);
  }

  /** Null for a group that no task ever had. */
  @Nullable RowList readyOf(TaskGroup group) {
    Integer place = groupIndexes.get(group);
    return place == null ? null : readyOfGroup.get(place);
  }

  QueueView view(long nowMillis) {
    return view(settings, version, updatedAtMillis, secrets.view(), nowMillis);
  }

  /** As it will be once these settings are its own. */
  QueueView view(
      QueueSettings with,
      int nextVersion,
      long updated,
      QueueView.@Nullable Push push,
      long nowMillis) {
    Long oldest = null;
    for (int priority = 0; priority < PRIORITIES; priority++) {
      int first = ready.first(priority);
      if (first != TaskTable.NONE) {
        long since = table.getLong(first, TaskTable.DUE);
        oldest = oldest == null ? since : Math.min(oldest, since);
      }
    }
    return new QueueView(
        id,
        with,
        nextVersion,
        createdAtMillis,
        updated,
        new QueueView.Counts(pending, due, leased, dead),
        oldest,
        reviving,
        decision.view(nowMillis),
        delivery.view(nowMillis),
        push);
  }

  void addTo(Digest digest) {
    digest.add(Kind.QUEUE, digestId, SETTINGS_FIELD, settingsHash());
    digest.add(Kind.QUEUE, digestId, CREATED_FIELD, createdAtMillis);
    digest.add(Kind.QUEUE, digestId, UPDATED_FIELD, updatedAtMillis);
    digest.add(Kind.QUEUE, digestId, REVIVING_FIELD, reviving);
    digest.add(Kind.QUEUE, digestId, REVIVING_UP_TO_FIELD, revivingUpToMillis);
    digest.add(Kind.QUEUE, digestId, SECRETS_FIELD, secrets.hash());
  }

  void removeFrom(Digest digest) {
    digest.remove(Kind.QUEUE, digestId, SETTINGS_FIELD, settingsHash());
    digest.remove(Kind.QUEUE, digestId, CREATED_FIELD, createdAtMillis);
    digest.remove(Kind.QUEUE, digestId, UPDATED_FIELD, updatedAtMillis);
    digest.remove(Kind.QUEUE, digestId, REVIVING_FIELD, reviving);
    digest.remove(Kind.QUEUE, digestId, REVIVING_UP_TO_FIELD, revivingUpToMillis);
    digest.remove(Kind.QUEUE, digestId, SECRETS_FIELD, secrets.hash());
  }

  private long settingsHash() {
    long hash = Mix.fold(Mix.text(id.value()), 1, version);
    hash = Mix.fold(hash, 2, settings.maxAttempts());
    switch (settings.backoff()) {
      case Backoff.Listed(List<Duration> delays) -> {
        for (Duration delay : delays) {
          hash = Mix.fold(Mix.mix(hash), 3, delay.toMillis());
        }
      }
      case Backoff.Exponential exponential -> {
        hash = Mix.fold(hash, 4, exponential.first().toMillis());
        hash = Mix.fold(hash, 5, exponential.cap().toMillis());
        hash = Mix.fold(hash, 6, exponential.jitterPercent());
      }
    }
    hash = Mix.fold(hash, 7, settings.lease().toMillis());
    hash = Mix.fold(hash, 8, settings.pastDue().number());
    hash = Mix.fold(hash, 9, settings.paused() ? 1 : 0);
    hash = Mix.fold(hash, 10, settings.deadRetention().toMillis());
    hash = Mix.fold(hash, 11, settings.pendingMax());
    String pushUrl = settings.pushUrl();
    return pushUrl == null ? hash : Mix.fold(hash, 12, Mix.text(pushUrl));
  }
}
