package io.millrace.engine.shop;

import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.BuyerSecretList;
import io.millrace.model.answer.BuyerSecretView;
import io.millrace.model.answer.MerchantKeyGone;
import io.millrace.model.answer.MerchantKeyPage;
import io.millrace.model.answer.MerchantKeyView;
import io.millrace.model.answer.ShopPage;
import io.millrace.model.answer.ShopView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.ListMerchantKeys;
import io.millrace.model.command.ListShops;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.refusal.CurrencyFixed;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.KeyUnknown;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.VersionMismatch;
import io.millrace.model.refusal.VersionRequired;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what is asked of shops; changes nothing. */
public final class ShopRules {
  private final Shops shops;

  public ShopRules(Shops shops) {
    this.shops = shops;
  }

  /**
   * Whether something may be defined: made, or changed by whoever has seen the version that is
   * there. A definition that says what already is changes nothing and needs no precondition.
   *
   * @param current 0 when there is none
   */
  public static @Nullable Refusal checkVersion(
      Precondition precondition, int current, boolean unchanged) {
    return switch (precondition) {
      case Precondition.None() -> current == 0 || unchanged ? null : new VersionRequired(current);
      case Precondition.Any() -> current > 0 ? null : new VersionMismatch(0);
      case Precondition.Version(int version) ->
          version == current && current > 0 ? null : new VersionMismatch(current);
    };
  }

  public Outcome define(Request request, @Nullable Shop shop, DefineShop define, long nowMillis) {
    ShopSettings settings = define.settings();
    if (shop == null) {
      return defineFirst(request, settings, nowMillis);
    }
    boolean unchanged = settings.equals(shop.settings());
    Refusal version = checkVersion(request.precondition(), shop.version(), unchanged);
    if (version != null) {
      return new Outcome.Refused(version);
    }
    if (unchanged) {
      return new Outcome.Answered(shop.view());
    }
    if (shop.orders() > 0 && !settings.currency().equals(shop.settings().currency())) {
      return new Outcome.Refused(new CurrencyFixed(shop.settings().currency()));
    }
    int next = shop.version() + 1;
    Answer answer = new ShopView(shop.id(), settings, next, shop.createdAtMillis(), nowMillis);
    return shop.accept(request, new ShopDefined(settings, next), answer);
  }

  private static Outcome defineFirst(Request request, ShopSettings settings, long nowMillis) {
    Refusal version = checkVersion(request.precondition(), 0, false);
    if (version != null) {
      return new Outcome.Refused(version);
    }
    ShopId id = request.shop();
    Answer answer = new ShopView(id, settings, 1, nowMillis, nowMillis);
    return Shop.accept(id, 0, request, new ShopDefined(settings, 1), answer);
  }

  public Outcome issueKey(Request request, Shop shop, IssueMerchantKey issue, long nowMillis) {
    if (shop.access().hasKey(issue.id())) {
      return new Outcome.Refused(new Invalid("id", "is the id of another key"));
    }
    if (shop.access().keyCount() >= Limits.MERCHANT_KEYS_MAX) {
      return new Outcome.Refused(
          new Invalid("id", "a shop has at most " + Limits.MERCHANT_KEYS_MAX + " keys"));
    }
    return shop.accept(
        request,
        new MerchantKeyIssued(issue.id(), issue.hash()),
        new MerchantKeyView(issue.id(), nowMillis));
  }

  public Outcome revokeKey(Request request, Shop shop, RevokeMerchantKey revoke) {
    if (!shop.access().hasKey(revoke.id())) {
      return new Outcome.Refused(new KeyUnknown(revoke.id()));
    }
    return shop.accept(
        request, new MerchantKeyRevoked(revoke.id()), new MerchantKeyGone(revoke.id()));
  }

  public Outcome issueSecret(Request request, Shop shop, IssueBuyerSecret issue, long nowMillis) {
    if (shop.access().hasSecret(issue.kid())) {
      return new Outcome.Refused(new Invalid("kid", "is the id of another secret"));
    }
    return shop.accept(
        request,
        new BuyerSecretIssued(issue.kid(), issue.sealed(), shop.access().retiring()),
        new BuyerSecretView(issue.kid(), nowMillis));
  }

  public ShopPage list(ListShops list) {
    List<ShopView> views = new ArrayList<>();
    for (Shop shop : shops.after(list.after())) {
      if (views.size() == list.limit()) {
        return new ShopPage(views, true);
      }
      views.add(shop.view());
    }
    return new ShopPage(views, false);
  }

  public MerchantKeyPage listKeys(Shop shop, ListMerchantKeys list) {
    List<MerchantKeyView> views = shop.access().keyViews(list.after(), list.limit() + 1);
    boolean more = views.size() > list.limit();
    return new MerchantKeyPage(more ? views.subList(0, list.limit()) : views, more);
  }

  public BuyerSecretList listSecrets(Shop shop) {
    return new BuyerSecretList(shop.access().secretViews());
  }
}
