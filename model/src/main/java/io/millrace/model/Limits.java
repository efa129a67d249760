package io.millrace.model;

import java.time.Duration;

/**
 * Bounds of what a request may say. Each has a reason; {@code LimitsTest} holds how they relate.
 */
public final class Limits {

  /** Enough for any cart a person fills; keeps a fact of one order within a few KiB. */
  public static final int ORDER_LINES_MAX = 100;

  public static final int LINE_QUANTITY_MAX = 9_999;

  /** One command makes at most this many facts and bytes, so that a frame always has room. */
  public static final int COMMAND_FACTS_MAX = 1_000;

  /** A batch of SKUs whose request has a MiB, with what each item's facts need beside its text. */
  public static final int COMMAND_BYTES_MAX = 1_280 * 1_024;

  /**
   * A hundred times less than what 64 bits hold, so that a sum of an order's parts can be checked.
   */
  public static final long AMOUNT_MAX = 90_000_000_000_000_000L;

  public static final int ORDER_CHARGES_MAX = 20;
  public static final int CHARGE_LABEL_CHARS_MAX = 64;
  public static final int METADATA_LABELS_MAX = 20;
  public static final int METADATA_NAME_CHARS_MAX = 40;
  public static final int METADATA_VALUE_CHARS_MAX = 200;
  public static final int REFERENCE_CHARS_MAX = 64;
  public static final int CANCEL_REASON_CHARS_MAX = 32;
  public static final int CARRIER_CHARS_MAX = 64;
  public static final int TRACKING_NUMBER_CHARS_MAX = 64;

  /** A parcel a day for three months; an order keeps each in memory. */
  public static final int ORDER_SHIPMENTS_MAX = 100;

  public static final int SKU_BATCH_ITEMS_MAX = 500;

  /**
   * What is wrong with an item of a batch is kept for a day, and must fit if all items are wrong.
   */
  public static final int BATCH_FIELD_CHARS_MAX = 80;

  public static final int BATCH_DETAIL_CHARS_MAX = 120;
  public static final int SKU_NAME_CHARS_MAX = 200;
  public static final int SKU_DESCRIPTION_CHARS_MAX = 2_000;
  public static final int IMAGE_URL_CHARS_MAX = 500;

  /** One movement moves at most this many units; stock itself is a long. */
  public static final int MOVEMENT_QUANTITY_MAX = 1_000_000_000;

  /** On hand never exceeds this, so sums of stock never overflow. */
  public static final long STOCK_UNITS_MAX = 1_000_000_000_000L;

  public static final int PER_BUYER_QUANTITY_MAX = 1_000_000;
  public static final Duration PER_BUYER_PERIOD_MIN = Duration.ofSeconds(1);
  public static final Duration PER_BUYER_PERIOD_MAX = Duration.ofDays(3_660);

  public static final int SHOP_NAME_CHARS_MAX = 200;
  public static final int ALLOWED_ORIGINS_MAX = 20;
  public static final int ORIGIN_CHARS_MAX = 255;
  public static final Duration PAYMENT_TIMEOUT_MIN = Duration.ofSeconds(1);

  /** Also of a deadline that is moved: no order holds its stock unpaid for longer. */
  public static final Duration PAYMENT_TIMEOUT_MAX = Duration.ofDays(30);

  public static final Duration STAY_MIN = Duration.ofSeconds(1);
  public static final Duration STAY_MAX = Duration.ofDays(366);

  public static final Duration REFUND_WINDOW_MIN = Duration.ofSeconds(1);

  /** Ten years with their leap days: longer than anybody must take goods back. */
  public static final Duration REFUND_WINDOW_MAX = Duration.ofDays(3_653);

  /**
   * So long an order that was given up stays in memory, where a payment or a cancel that comes late
   * is told what the order is. Of 10,000 orders a second, these are 600,000.
   */
  public static final Duration GIVEN_UP_STAY = Duration.ofMinutes(1);

  /** As many ids are 9 KiB of one fact, and half a millisecond of the writer's time. */
  public static final int ARCHIVED_ORDERS_MAX = 1_000;

  /**
   * Lines, parcels and their lines of all orders that leave at once: what the writer's time goes
   * by. A thousand usual orders have a quarter, the largest one has half.
   */
  public static final int ARCHIVED_PARTS_MAX = 20_000;

  /** Beyond the moment at which an order would have completed itself. */
  public static final Duration COMPLETION_POSTPONED_MAX = Duration.ofDays(30);

  /** More keys than a shop has back ends; each costs a look-up entry on every node. */
  public static final int MERCHANT_KEYS_MAX = 100;

  /** One in use and one being rolled in. */
  public static final int BUYER_SECRETS_MAX = 2;

  public static final int PAGE_ITEMS_MAX = 200;

  /** A remembered key lives at least this long in log time, whatever the load. */
  public static final Duration KEY_WINDOW = Duration.ofHours(24);

  public static final Duration SUBMIT_TOKEN_WINDOW = Duration.ofMinutes(30);

  public static final int TASK_ATTEMPTS_MAX = 100;

  /** A delay for each attempt, and none twice as long as a fact should be. */
  public static final int BACKOFF_DELAYS_MAX = 100;

  public static final Duration BACKOFF_MAX = Duration.ofDays(30);

  public static final Duration LEASE_MIN = Duration.ofMillis(100);
  public static final Duration LEASE_MAX = Duration.ofHours(12);

  /** Below the time after which clients and what stands between give a connection up. */
  public static final Duration LEASE_WAIT_MAX = Duration.ofSeconds(30);

  /** A hundred payloads of the greatest length are an answer of 3 MiB. */
  public static final int LEASED_TASKS_MAX = 100;

  public static final int LEASE_GROUPS_MAX = 20;
  public static final int WORKER_RANK_MAX = 1_000_000;
  public static final int TASK_PRIORITY_MAX = 9;

  /** In bytes of UTF-8. */
  public static final int TASK_PAYLOAD_BYTES_MAX = 32 * 1_024;

  /** Ten years with their leap days. */
  public static final Duration TASK_DELAY_MAX = Duration.ofDays(3_653);

  public static final Duration DEAD_RETENTION_MIN = Duration.ofMinutes(1);
  public static final Duration DEAD_RETENTION_MAX = Duration.ofDays(366);

  /** Ten times what fits in the memory of the smallest node that anybody would buy for it. */
  public static final int QUEUE_PENDING_MAX = 100_000_000;

  /** A queue costs a few KiB and a line of due timers. */
  public static final int SHOP_QUEUES_MAX = 1_000;

  /** Names of groups stay as long as their queue: they are kinds of work, not of tasks. */
  public static final int QUEUE_GROUPS_MAX = 10_000;

  /** More than a shop has systems; every event is matched with each of them. */
  public static final int WEBHOOK_ENDPOINTS_MAX = 20;

  public static final int WEBHOOK_URL_CHARS_MAX = 2_000;
  public static final int WEBHOOK_EVENT_TYPES_MAX = 100;
  public static final int WEBHOOK_DESCRIPTION_CHARS_MAX = 200;

  /** For as long as a receiver needs to learn the new secret, the old one signs too. */
  public static final Duration WEBHOOK_SECRET_OVERLAP = Duration.ofHours(24);

  private Limits() {}
}
