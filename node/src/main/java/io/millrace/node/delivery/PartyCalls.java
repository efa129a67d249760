package io.millrace.node.delivery;

import io.millrace.model.ShopId;
import java.util.List;

/** What is known of third parties and of what was asked of them, and what may be done about it. */
public interface PartyCalls {

  /** By name. */
  List<PartyStatus> statuses();

  /** Whether a shop's webhooks may be sent through a party. */
  boolean isOpen(String party, ShopId shop);

  CallPage page(CallSearch search) throws DeliveriesUnavailable;

  /**
   * Sends the call of a try once more, with the key that it had, and waits for what comes of it.
   *
   * @param by who wants it
   * @param insists whether to send what the party cannot know for a repeat, though it may have been
   *     done
   */
  CallReplay replay(long number, String by, boolean insists) throws DeliveriesUnavailable;
}
