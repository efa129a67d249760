package io.millrace.edge.order;

import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.MoneyJson;
import io.millrace.edge.shop.ShopMoney;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Label;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is asked for, before it is known who asks.
 *
 * @param submitToken still signed
 */
record PlaceOrderJson(
    @Nullable BuyerId buyer,
    List<WantedLine> lines,
    @Nullable Money expectedTotal,
    @Nullable String submitToken,
    List<Charge> charges,
    @Nullable String reference,
    List<Label> metadata,
    @Nullable Duration paymentTimeout) {

  static PlaceOrderJson read(JsonReader json, ShopMoney money) {
    @Nullable BuyerId buyer = null;
    @Nullable List<WantedLine> lines = null;
    @Nullable Money expectedTotal = null;
    @Nullable String submitToken = null;
    List<Charge> charges = List.of();
    @Nullable String reference = null;
    List<Label> metadata = List.of();
    @Nullable Duration paymentTimeout = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "buyer" -> buyer = json.name(BuyerId::new);
        case "lines" -> lines = json.list(() -> wantedLine(json));
        case "expectedTotal" -> expectedTotal = MoneyJson.read(json);
        case "submitToken" -> submitToken = json.text();
        case "charges" -> charges = json.list(() -> charge(json, money));
        case "reference" -> reference = json.text();
        case "metadata" -> metadata = metadata(json);
        case "paymentTimeout" -> paymentTimeout = json.duration();
        default -> throw json.unknownField();
      }
    }
    return new PlaceOrderJson(
        buyer,
        json.required(lines, "lines"),
        expectedTotal,
        submitToken,
        charges,
        reference,
        metadata,
        paymentTimeout);
  }

  static WantedLine wantedLine(JsonReader json) {
    @Nullable SkuId sku = null;
    @Nullable Integer quantity = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "sku" -> sku = json.name(SkuId::new);
        case "quantity" -> quantity = json.smallInteger();
        default -> throw json.unknownField();
      }
    }
    return new WantedLine(json.required(sku, "sku"), json.required(quantity, "quantity"));
  }

  private static Charge charge(JsonReader json, ShopMoney money) {
    Charge.@Nullable Kind kind = null;
    @Nullable String label = null;
    @Nullable Long amount = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "kind" -> kind = json.constant(Charge.Kind.class);
        case "label" -> label = json.text();
        case "amount" -> amount = money.amount(json);
        default -> throw json.unknownField();
      }
    }
    return new Charge(
        json.required(kind, "kind"),
        json.required(label, "label"),
        json.required(amount, "amount"));
  }

  /** Sorted by name: facts and fingerprints know no other order. */
  static List<Label> metadata(JsonReader json) {
    List<Label> labels = new ArrayList<>();
    json.openObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (labels.size() == Limits.METADATA_LABELS_MAX) {
        throw json.refused("is one more than the " + Limits.METADATA_LABELS_MAX + " allowed");
      }
      labels.add(new Label(name, json.text()));
    }
    labels.sort(Comparator.comparing(Label::name));
    return labels;
  }
}
