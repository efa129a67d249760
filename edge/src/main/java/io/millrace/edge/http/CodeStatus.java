package io.millrace.edge.http;

import io.millrace.model.refusal.Code;

/** The one table from our codes to HTTP statuses. {@code docs/errors.md} is printed from it. */
public final class CodeStatus {
  /** A lane or the table of keys drains within a second or the node has worse troubles. */
  private static final int RETRY_SOON_SECONDS = 1;

  /** Nobody starts a stopped shard again within less. */
  private static final int RETRY_LATE_SECONDS = 30;

  private CodeStatus() {}

  public static int of(Code code) {
    return switch (code) {
      case INVALID, PRICE_GUARD_MISSING, IDEMPOTENCY_KEY_MISSING -> 400;
      case UNAUTHORIZED -> 401;
      case FORBIDDEN, DENIED -> 403;
      case ROUTE_UNKNOWN, SHOP_UNKNOWN, KEY_UNKNOWN, SKU_UNKNOWN, ORDER_UNKNOWN -> 404;
      case SHIPMENT_UNKNOWN, QUEUE_UNKNOWN, TASK_UNKNOWN, FOLLOWER_UNKNOWN -> 404;
      case WEBHOOK_ENDPOINT_UNKNOWN, DELIVERY_UNKNOWN, CALL_UNKNOWN -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case TIMEOUT -> 408;
      case SKU_WITHDRAWN,
          SOLD_OUT,
          PRICE_CHANGED,
          BUYER_LIMIT_REACHED,
          ORDER_STATE,
          ORDER_ARCHIVED,
          AMOUNT_MISMATCH,
          DEADLINE_TOO_SOON,
          DEADLINE_TOO_FAR,
          POSTPONED_BEFORE,
          REFERENCE_TAKEN,
          SUBMIT_TOKEN_EXPIRED,
          SUBMIT_TOKEN_USED,
          STOCK_COMMITTED,
          SHIPMENT_EXCEEDS_ORDER,
          BATCH_FULL,
          CURRENCY_FIXED,
          TASK_LEASED,
          LEASE_LOST,
          PUSH_MISSING,
          QUEUE_FULL,
          LEVEL_UNREAD,
          WEBHOOK_ENDPOINTS_FULL,
          CALL_MAY_BE_DONE,
          NOTHING_PARKED,
          FOLLOWER_NOT_RESETTABLE,
          FOLLOWER_NOT_REBUILDABLE ->
          409;
      case CURSOR_GONE -> 410;
      case VERSION_MISMATCH -> 412;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case IDEMPOTENCY_KEY_REUSED -> 422;
      case VERSION_REQUIRED -> 428;
      case RATE_LIMITED -> 429;
      case INTERNAL -> 500;
      case OVERLOADED, OUTCOME_UNKNOWN, NOT_READY, STORAGE_FAILED, STORAGE_FULL -> 503;
      case READ_MODEL_BEHIND, READ_MODEL_UNAVAILABLE, DELIVERIES_UNAVAILABLE -> 503;
    };
  }

  /** What {@code Retry-After} says; 0 where waiting is no remedy. */
  static int retryAfterSeconds(Code code) {
    return switch (code) {
      case OVERLOADED,
          OUTCOME_UNKNOWN,
          NOT_READY,
          READ_MODEL_BEHIND,
          READ_MODEL_UNAVAILABLE,
          DELIVERIES_UNAVAILABLE ->
          RETRY_SOON_SECONDS;
      case STORAGE_FAILED, STORAGE_FULL -> RETRY_LATE_SECONDS;
      case INVALID,
          PRICE_GUARD_MISSING,
          IDEMPOTENCY_KEY_MISSING,
          UNAUTHORIZED,
          FORBIDDEN,
          ROUTE_UNKNOWN,
          SHOP_UNKNOWN,
          KEY_UNKNOWN,
          SKU_UNKNOWN,
          ORDER_UNKNOWN,
          SHIPMENT_UNKNOWN,
          QUEUE_UNKNOWN,
          TASK_UNKNOWN,
          TASK_LEASED,
          LEASE_LOST,
          PUSH_MISSING,
          QUEUE_FULL,
          LEVEL_UNREAD,
          WEBHOOK_ENDPOINT_UNKNOWN,
          WEBHOOK_ENDPOINTS_FULL,
          DELIVERY_UNKNOWN,
          CALL_UNKNOWN,
          CALL_MAY_BE_DONE,
          FOLLOWER_UNKNOWN,
          NOTHING_PARKED,
          FOLLOWER_NOT_RESETTABLE,
          FOLLOWER_NOT_REBUILDABLE,
          CURSOR_GONE,
          METHOD_NOT_ALLOWED,
          TIMEOUT,
          SKU_WITHDRAWN,
          SOLD_OUT,
          PRICE_CHANGED,
          BUYER_LIMIT_REACHED,
          ORDER_STATE,
          ORDER_ARCHIVED,
          AMOUNT_MISMATCH,
          DEADLINE_TOO_SOON,
          DEADLINE_TOO_FAR,
          POSTPONED_BEFORE,
          REFERENCE_TAKEN,
          SUBMIT_TOKEN_EXPIRED,
          SUBMIT_TOKEN_USED,
          STOCK_COMMITTED,
          SHIPMENT_EXCEEDS_ORDER,
          BATCH_FULL,
          CURRENCY_FIXED,
          VERSION_MISMATCH,
          TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          IDEMPOTENCY_KEY_REUSED,
          VERSION_REQUIRED,
          RATE_LIMITED,
          DENIED,
          INTERNAL ->
          0;
    };
  }
}
