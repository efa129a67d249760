package io.millrace.proof.audit;

import io.millrace.model.Limits;
import io.millrace.model.answer.BuyerSecretList;
import io.millrace.model.answer.BuyerSecretView;
import io.millrace.model.answer.MerchantKeyGone;
import io.millrace.model.answer.MerchantKeyPage;
import io.millrace.model.answer.MerchantKeyView;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.ListMerchantKeys;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.KeyUnknown;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who may speak for a shop: keys until they are revoked, and the newest buyer secrets. */
final class Access {
  private final TreeMap<String, MerchantKeyView> keys = new TreeMap<>();

  /** The oldest first. */
  private final Deque<BuyerSecretView> secrets = new ArrayDeque<>();

  void apply(MerchantKeyIssued issued, long atMillis) {
    if (keys.put(issued.id(), new MerchantKeyView(issued.id(), atMillis)) != null) {
      throw wrong("merchant key " + issued.id() + " was issued twice");
    }
  }

  void apply(MerchantKeyRevoked revoked) {
    if (keys.remove(revoked.id()) == null) {
      throw wrong("merchant key " + revoked.id() + " was revoked, and was not there");
    }
  }

  void apply(BuyerSecretIssued issued, long atMillis) {
    String retired = retiring();
    if (retired == null ? issued.retired() != null : !retired.equals(issued.retired())) {
      throw wrong("%s, but %s is the one to retire".formatted(issued, retired));
    }
    if (retired != null) {
      secrets.removeFirst();
    }
    secrets.addLast(new BuyerSecretView(issued.kid(), atMillis));
  }

  private static BrokenPromise wrong(String what) {
    return new BrokenPromise(Promise.AS_THE_RULES_SAY, what);
  }

  /** Two are valid at a time; one more displaces the older. */
  private @Nullable String retiring() {
    return secrets.size() < Limits.BUYER_SECRETS_MAX ? null : secrets.getFirst().kid();
  }

  Expected issue(IssueMerchantKey issue, long nowMillis) {
    if (keys.containsKey(issue.id()) || keys.size() >= Limits.MERCHANT_KEYS_MAX) {
      return new Expected.No(new Invalid("id", "is taken, or there are too many"));
    }
    return new Expected.Change(
        new MerchantKeyIssued(issue.id(), issue.hash()),
        new MerchantKeyView(issue.id(), nowMillis));
  }

  Expected revoke(RevokeMerchantKey revoke) {
    return keys.containsKey(revoke.id())
        ? new Expected.Change(new MerchantKeyRevoked(revoke.id()), new MerchantKeyGone(revoke.id()))
        : new Expected.No(new KeyUnknown(revoke.id()));
  }

  Expected issue(IssueBuyerSecret issue, long nowMillis) {
    if (secrets.stream().anyMatch(secret -> secret.kid().equals(issue.kid()))) {
      return new Expected.No(new Invalid("kid", "is taken"));
    }
    return new Expected.Change(
        new BuyerSecretIssued(issue.kid(), issue.sealed(), retiring()),
        new BuyerSecretView(issue.kid(), nowMillis));
  }

  Expected list(ListMerchantKeys list) {
    Collection<MerchantKeyView> behind =
        list.after() == null ? keys.values() : keys.tailMap(list.after(), false).values();
    List<MerchantKeyView> page = behind.stream().limit(list.limit()).toList();
    return new Expected.Unchanged(new MerchantKeyPage(page, page.size() < behind.size()));
  }

  Expected listSecrets() {
    return new Expected.Unchanged(new BuyerSecretList(List.copyOf(secrets)));
  }
}
