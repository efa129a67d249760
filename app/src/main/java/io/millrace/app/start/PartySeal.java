package io.millrace.app.start;

import io.millrace.delivery.party.CallSeal;
import io.millrace.edge.auth.Seal;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import org.jspecify.annotations.Nullable;

/** Calls to third parties, sealed with the node's key file. */
record PartySeal(Seal seal) implements CallSeal {

  /** What is sealed belongs to a shop, and a party to none: its name has what no shop's has. */
  private static final ShopId NO_SHOP = new ShopId("node");

  private static String named(String party) {
    return "party/" + party; // no other secret of a shop begins so
  }

  @Override
  public Secret close(String party, byte[] plain) {
    return seal.close(NO_SHOP, named(party), plain);
  }

  @Override
  public byte @Nullable [] open(String party, Secret sealed) {
    return seal.open(NO_SHOP, named(party), sealed).orElse(null);
  }
}
