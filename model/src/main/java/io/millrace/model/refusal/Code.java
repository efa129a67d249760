package io.millrace.model.refusal;

import java.util.Locale;

/**
 * The stable words with which a request is refused or fails. Numbers are never used again; words
 * are the contract. The order is that of the printed table.
 */
public enum Code {
  INVALID(1, Retry.NEVER, "The request is malformed; `field` names the place."),
  PRICE_GUARD_MISSING(2, Retry.NEVER, "A buyer's order needs `expectedTotal` or `submitToken`."),
  IDEMPOTENCY_KEY_MISSING(3, Retry.NEVER, "The route needs an `Idempotency-Key`."),
  UNAUTHORIZED(4, Retry.NEVER, "No credentials, or not valid ones."),
  FORBIDDEN(5, Retry.NEVER, "The credentials are good, but not for this."),
  ROUTE_UNKNOWN(6, Retry.NEVER, "There is no such path."),
  SHOP_UNKNOWN(7, Retry.NEVER, "There is no such shop, or not for you."),
  KEY_UNKNOWN(8, Retry.NEVER, "There is no such merchant key or buyer secret."),
  SKU_UNKNOWN(
      9, Retry.NEVER, "There is no such SKU; 409 when an order named it, 404 when the path did."),
  ORDER_UNKNOWN(10, Retry.NEVER, "There is no such order, or not for you."),
  SHIPMENT_UNKNOWN(11, Retry.NEVER, "The order has no such shipment."),
  QUEUE_UNKNOWN(38, Retry.NEVER, "The shop has no such queue."),
  TASK_UNKNOWN(39, Retry.NEVER, "The queue has no such task, or not among its dead."),
  WEBHOOK_ENDPOINT_UNKNOWN(48, Retry.NEVER, "The shop has no such endpoint of webhooks."),
  DELIVERY_UNKNOWN(50, Retry.NEVER, "The endpoint has no such delivery, or no longer."),
  CALL_UNKNOWN(
      58, Retry.NEVER, "There is no such call to a third party, or no longer, or no such party."),
  FOLLOWER_UNKNOWN(60, Retry.NEVER, "There is no follower of that name."),
  METHOD_NOT_ALLOWED(12, Retry.NEVER, "The path knows other methods; `Allow` lists them."),
  TIMEOUT(13, Retry.SAME_KEY, "The request did not arrive in time."),
  SKU_WITHDRAWN(14, Retry.LATER, "The SKU is not on sale."),
  SOLD_OUT(15, Retry.LATER, "Fewer units are available than were asked for."),
  PRICE_CHANGED(16, Retry.NEVER, "The total differs; `total` is the new one."),
  BUYER_LIMIT_REACHED(17, Retry.LATER, "The buyer has ordered as many units as one may."),
  ORDER_STATE(
      18, Retry.NEVER, "The order's `orderStatus` does not allow this; `allowed` lists what does."),
  ORDER_ARCHIVED(
      52, Retry.NEVER, "The order is final and archived: it can be read, and changes no more."),
  AMOUNT_MISMATCH(19, Retry.NEVER, "The amount is not the order's total."),
  DEADLINE_TOO_SOON(44, Retry.NEVER, "`until` is not after the moment `after`."),
  DEADLINE_TOO_FAR(45, Retry.NEVER, "`until` is later than may be; `latest` is the last moment."),
  POSTPONED_BEFORE(46, Retry.NEVER, "The completion was postponed already; it can be once."),
  REFERENCE_TAKEN(20, Retry.NEVER, "Another order of the shop has this `reference`."),
  SUBMIT_TOKEN_EXPIRED(21, Retry.NEVER, "The confirmation page is too old: check out again."),
  SUBMIT_TOKEN_USED(22, Retry.NEVER, "The token was spent on other lines."),
  STOCK_COMMITTED(23, Retry.LATER, "The units to be taken away are held, sold or not there."),
  SHIPMENT_EXCEEDS_ORDER(
      35, Retry.NEVER, "Of the `line`, only `left` units are still to be sent, not `quantity`."),
  BATCH_FULL(
      36, Retry.LATER, "An item of a batch found no room left in it: send it in another batch."),
  CURRENCY_FIXED(24, Retry.NEVER, "A shop with orders keeps its currency."),
  TASK_LEASED(40, Retry.LATER, "A worker has the task."),
  LEASE_LOST(41, Retry.NEVER, "The lease ran out, was ended, or never was."),
  PUSH_MISSING(53, Retry.NEVER, "The queue pushes nothing: only `push` gives it a secret."),
  QUEUE_FULL(42, Retry.LATER, "The queue holds as many open tasks as it may; `limit` says it."),
  WEBHOOK_ENDPOINTS_FULL(
      49, Retry.NEVER, "The shop has as many endpoints as it may; `limit` says it."),
  LEVEL_UNREAD(
      47,
      Retry.NEVER,
      "What reads the log does not know this level; `reader` and `reads` say which."),
  CALL_MAY_BE_DONE(
      59,
      Retry.NEVER,
      "The third party may have done it, and would do it again: look there first."),
  NOTHING_PARKED(61, Retry.NEVER, "Nothing waits for an operator there."),
  FOLLOWER_NOT_RESETTABLE(
      54, Retry.NEVER, "The follower cannot be sent to another place of the log; rebuild it."),
  FOLLOWER_NOT_REBUILDABLE(
      55, Retry.NEVER, "The follower keeps nothing that could be made anew; reset it."),
  CURSOR_GONE(62, Retry.NEVER, "The log does not hold the cursor: begin anew, or further on."),
  VERSION_MISMATCH(25, Retry.NEVER, "`If-Match` names another version than the `current` one."),
  TOO_LARGE(26, Retry.NEVER, "The body, or what it would cause, is over the limit."),
  UNSUPPORTED_MEDIA_TYPE(27, Retry.NEVER, "Bodies are `application/json` in UTF-8."),
  IDEMPOTENCY_KEY_REUSED(28, Retry.NEVER, "The key is bound to another request."),
  VERSION_REQUIRED(29, Retry.NEVER, "Changing what exists needs `If-Match`."),
  RATE_LIMITED(
      43, Retry.LATER, "Too many requests; `limits` names the rules, `Retry-After` says when."),
  DENIED(56, Retry.NEVER, "The operator's limits serve no such request; `limits` names the rule."),
  INTERNAL(30, Retry.SAME_KEY, "A fault of ours; nothing was changed by the request."),
  OVERLOADED(31, Retry.SAME_KEY, "More is waiting than can be taken."),
  OUTCOME_UNKNOWN(
      32, Retry.SAME_KEY, "It may or may not have happened: ask again with the same key."),
  NOT_READY(33, Retry.SAME_KEY, "The shard is starting, replaying or rebuilding."),
  READ_MODEL_BEHIND(
      63, Retry.SAME_KEY, "The read model has not come as far as `asOf`; `position` says how far."),
  READ_MODEL_UNAVAILABLE(64, Retry.SAME_KEY, "The read model cannot be asked now."),
  DELIVERIES_UNAVAILABLE(51, Retry.SAME_KEY, "What is known of deliveries cannot be asked now."),
  STORAGE_FAILED(34, Retry.LATER, "The disk failed twice; the shard has stopped."),
  STORAGE_FULL(37, Retry.SAME_KEY, "The disk is nearly full; what finishes orders may still pass.");

  private final int number;
  private final Retry retry;
  private final String meaning;

  Code(int number, Retry retry, String meaning) {
    this.number = number;
    this.retry = retry;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public Retry retry() {
    return retry;
  }

  public String meaning() {
    return meaning;
  }

  /** As it stands in {@code code} of a problem. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether asking again can help. */
  public enum Retry {
    /** The same request will be refused again until somebody changes something on purpose. */
    NEVER,
    /** The state may change by itself. */
    LATER,
    /** Ask again, with the same key, after {@code Retry-After}. */
    SAME_KEY
  }
}
