package io.millrace.delivery;

import io.millrace.model.ShopId;
import java.util.ArrayList;
import java.util.List;

/** Keeps what an operator would be told. */
final class Complaints implements DeliveryWatch {

  final List<String> all = new ArrayList<>();

  @Override
  public void cannotCall(ShopId shop, String endpoint) {
    all.add("cannot call " + shop + " " + endpoint);
  }

  @Override
  public void partyUnknown(ShopId shop, String endpoint, String party) {
    all.add("no party " + shop + " " + endpoint + " " + party);
  }

  @Override
  public void broken(ShopId shop, String endpoint, String why) {
    all.add("broken " + shop + " " + endpoint + " " + why);
  }

  @Override
  public void replayTroubled(ShopId shop, String endpoint, String why) {
    all.add("replay " + shop + " " + endpoint + " " + why);
  }

  @Override
  public void troubled(String why) {
    all.add("troubled " + why);
  }
}
