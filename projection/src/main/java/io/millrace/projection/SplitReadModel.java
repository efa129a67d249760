package io.millrace.projection;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.OrderHistory;
import io.millrace.model.read.OrderSearch;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A read model that is split over several databases, each with its {@link Part} and kept by a
 * follower of its own. What is of one buyer is asked of one; everything else of all at a time, and
 * put together. An answer is as of the least of those that were asked.
 *
 * <p>Whose an order is, its id does not say. So an order is asked of all, and whoever has it gives
 * the answer: the others are not waited for.
 */
public final class SplitReadModel implements ReadModel {

  private final List<SqlReadModel> parts;
  private final @Nullable Wanted wanted;

  /** What is to be there before a database is asked. */
  private record Wanted(ShopId shop, long position, Duration max) {}

  /**
   * Of databases that stay their owner's.
   *
   * @param parts in the order of their places
   */
  public SplitReadModel(List<SqlReadModel> parts) {
    this(parts, null);
  }

  private SplitReadModel(List<SqlReadModel> parts, @Nullable Wanted wanted) {
    this.parts = List.copyOf(parts);
    this.wanted = wanted;
  }

  @Override
  public ReadModel notBefore(ShopId shop, long position, Duration max) {
    return new SplitReadModel(parts, new Wanted(shop, position, max));
  }

  /** What is asked of a database. */
  private interface Question<T> {
    T of(SqlReadModel part) throws ReadModelUnavailable;
  }

  private <T> T ask(int place, Question<T> question) throws ReadModelUnavailable {
    SqlReadModel part = parts.get(place - 1);
    try {
      if (wanted != null) {
        var _ = part.await(wanted.shop, wanted.position, wanted.max);
      }
      return question.of(part);
    } catch (ReadModelUnavailable e) {
      throw new ReadModelUnavailable(
          "database %d of %d: %s".formatted(place, parts.size(), e.getMessage()), e);
    }
  }

  private <T> List<CompletableFuture<T>> begin(Question<T> question) {
    return IntStream.rangeClosed(1, parts.size())
        .mapToObj(place -> begin(place, question))
        .toList();
  }

  private <T> CompletableFuture<T> begin(int place, Question<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(ask(place, question));
          } catch (Throwable e) { // or whoever asked would wait for ever
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private static <T> T end(CompletableFuture<T> answer) throws ReadModelUnavailable {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ReadModelUnavailable unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }

  private <T> List<T> askAll(Question<T> question) throws ReadModelUnavailable {
    List<T> answers = new ArrayList<>();
    for (CompletableFuture<T> answer : begin(question)) {
      answers.add(end(answer));
    }
    return answers;
  }

  /** What all say, put together. */
  private <T> AsOf<T> together(Question<AsOf<T>> question, Function<List<T>, T> merge)
      throws ReadModelUnavailable {
    List<AsOf<T>> answers = askAll(question);
    return asOf(answers, merge.apply(answers.stream().map(AsOf::what).toList()));
  }

  private static <T> AsOf<T> asOf(List<? extends AsOf<?>> asked, T what) {
    return new AsOf<>(
        what,
        asked.stream().mapToLong(AsOf::position).min().orElse(0),
        asked.stream().mapToLong(AsOf::timeMillis).min().orElse(0));
  }

  /** What the one says that has it; if none has, all have been asked. */
  private <T> AsOf<T> ofWhoeverHasIt(Question<AsOf<T>> question, Predicate<T> has)
      throws ReadModelUnavailable {
    List<CompletableFuture<AsOf<T>>> answers = begin(question);
    CompletableFuture<Boolean> found = new CompletableFuture<>();
    for (CompletableFuture<AsOf<T>> answer : answers) {
      var _ =
          answer.thenAccept(said -> {
            if (has.test(said.what())) {
              found.complete(true);
            }
          });
    }
    var _ =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .whenComplete((_, _) -> found.complete(false));
    var _ = found.join();
    for (CompletableFuture<AsOf<T>> answer : answers) {
      if (answer.isDone() && !answer.isCompletedExceptionally() && has.test(answer.join().what())) {
        return answer.join();
      }
    }
    List<AsOf<T>> none = new ArrayList<>();
    for (CompletableFuture<AsOf<T>> answer : answers) {
      none.add(end(answer));
    }
    return asOf(none, none.getFirst().what());
  }

  @Override
  public long await(ShopId shop, long position, Duration max) throws ReadModelUnavailable {
    return askAll(part -> part.await(shop, position, max)).stream()
        .mapToLong(Long::longValue)
        .min()
        .orElse(0);
  }

  @Override
  public int placeOf(ShopId shop, BuyerId buyer) {
    return Part.placeOf(shop, buyer, parts.size());
  }

  @Override
  public AsOf<OrderPage> orders(OrderSearch search) throws ReadModelUnavailable {
    BuyerId buyer = search.buyer();
    if (buyer != null) {
      return ask(placeOf(search.shop(), buyer), part -> part.orders(search));
    }
    OrderId after = search.after();
    if (after == null) {
      return together(part -> part.orders(search), pages -> Merge.orders(pages, search.limit()));
    }
    AsOf<Optional<Long>> placedAt =
        ofWhoeverHasIt(part -> part.placedAt(search.shop(), after), Optional::isPresent);
    if (placedAt.what().isEmpty()) {
      return asOf(List.of(placedAt), new OrderPage(List.of(), false));
    }
    long afterMillis = placedAt.what().get();
    return together(
        part -> part.orders(search, afterMillis), pages -> Merge.orders(pages, search.limit()));
  }

  @Override
  public AsOf<Optional<OrderView>> order(ShopId shop, OrderId order) throws ReadModelUnavailable {
    return ofWhoeverHasIt(part -> part.order(shop, order), Optional::isPresent);
  }

  /**
   * Only those to whose last facts all have come: an answer that is as of such a position must have
   * them, whichever database it is from. One that is fresh stays, and keeps no other.
   */
  @Override
  public List<KeptOrders> kept(List<FinalOrders.Item> orders) throws ReadModelUnavailable {
    LastFacts last = LastFacts.together(askAll(part -> part.lastFacts(orders)));
    Map<ShopId, Long> reached = new HashMap<>();
    for (Map.Entry<ShopId, Long> newest : last.newest().entrySet()) {
      ShopId shop = newest.getKey();
      reached.put(shop, await(shop, newest.getValue(), Duration.ZERO));
    }
    return last.upTo(reached).kept();
  }

  @Override
  public AsOf<OrderHistory> history(ShopId shop, OrderId order) throws ReadModelUnavailable {
    return ofWhoeverHasIt(part -> part.history(shop, order), said -> !said.entries().isEmpty());
  }

  @Override
  public AsOf<LedgerPage> movements(
      ShopId shop, SkuId sku, LedgerEntry.@Nullable Place after, int limit)
      throws ReadModelUnavailable {
    return together(
        part -> part.movements(shop, sku, after, limit), pages -> Merge.movements(pages, limit));
  }

  @Override
  public AsOf<SalesReport> sales(SalesQuestion question) throws ReadModelUnavailable {
    int limit =
        question.of() instanceof SalesQuestion.Of.EachSku each ? each.limit() : Integer.MAX_VALUE;
    return together(part -> part.sales(question), reports -> Merge.sales(reports, limit));
  }
}
