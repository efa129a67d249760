package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.FindOrder;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.Query;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TimePassed;
import io.millrace.node.IngressLimits;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.node.ShardStatus.Phase;
import io.millrace.testkit.SimulatedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log that the first release wrote, replayed by today's code. The replay compares the state's
 * digest with the one in every frame, so the state it leads to is the state of then.
 */
final class GoldenLogTest {

  private static final long LONG_AFTER_MILLIS = 1_800_000_000_000L + 10 * 86_400_000L;

  private final List<Fact> facts = new ArrayList<>();

  @Test
  void shouldReplayALogOfFormatOneToTheStateOfThen(@TempDir Path directory) throws IOException {
    copy("golden/format-1", directory);
    Shard shard = open(directory);
    assertThat(shard.status().detail()).isEmpty();
    assertThat(shard.status().phase()).isEqualTo(Phase.SERVING);
    Set<Class<?>> types = new HashSet<>();
    facts.forEach(fact -> types.add(fact.getClass()));
    assertThat(types)
        .as("every type of fact that the first release could write")
        .contains(
            Opened.class,
            TimePassed.class,
            ShopDefined.class,
            MerchantKeyIssued.class,
            MerchantKeyRevoked.class,
            BuyerSecretIssued.class,
            SkuDefined.class,
            SkuBatchAnswered.class,
            StockMoved.class,
            OrderPlaced.class,
            OrderMarkedPaid.class,
            OrderCancelled.class,
            OrderShipped.class,
            ShipmentDelivered.class,
            OrderCompleted.class);

    OrderPage found = (OrderPage) ask(shard, new FindOrder(GoldenShop.REFERENCE));
    assertThat(found.items()).hasSize(1);
    OrderView bought = found.items().getFirst();
    assertThat(bought.status().name()).isEqualTo("COMPLETED");
    assertThat(bought.placed().total()).isEqualTo(4_484);
    assertThat(bought.placed().lines().getFirst().name()).isEqualTo("Tasse für Tee 茶");
    assertThat(bought.shipments()).hasSize(2);

    OrderPage all = (OrderPage) ask(shard, new ListOrdersOfBuyer(GoldenShop.ANNA, null, 200));
    assertThat(all.items().stream().map(order -> order.status().name()))
        .as("the two that nobody had paid are long overdue, so the start has closed them")
        .containsExactly("EXPIRED", "EXPIRED", "CANCELLED", "COMPLETED");

    StockView cups = (StockView) ask(shard, new ReadStock(GoldenShop.CUP));
    assertThat(cups.onHand()).isEqualTo(8);
    assertThat(cups.available()).isEqualTo(8);
    StockView tea = (StockView) ask(shard, new ReadStock(GoldenShop.TEA));
    assertThat(tea.onHand()).isEqualTo(16);
    assertThat(tea.available()).as("with the five units of the two that expired").isEqualTo(16);
  }

  private Shard open(Path directory) {
    FileLogSettings log =
        FileLogSettings.of(
            new LogPlace(new FileSystemDisk(), directory.toString(), 0),
            () -> new LogId(1, 1),
            new LogThreads(Runnable::run, Runnable::run));
    NodeSettings settings =
        new NodeSettings(
            1, NodeSettings.MAX_STOP_DEFAULT, true, EngineLimits.DEFAULT, IngressLimits.DEFAULT);
    Shard shard =
        new Shard(
            0,
            settings,
            () -> new Engine(0, EngineLimits.DEFAULT),
            any -> FileLog.open(log),
            new SimulatedClock(LONG_AFTER_MILLIS),
            List.of(frame -> frame.facts().forEach(recorded -> facts.add(recorded.fact()))),
            NodeWatch.NONE,
            () -> {});
    while (shard.step()) {
      // until it serves or has stopped
    }
    return shard;
  }

  private static Answer ask(Shard shard, Query query) {
    CompletableFuture<Reply> reply =
        shard.submit(Request.of(GoldenShop.SHOP, Actor.OPERATOR, query));
    while (shard.step()) {
      // until it has answered
    }
    assertThat(reply).isDone();
    return ((Outcome.Answered) ((Reply.Decided) reply.join()).outcome()).answer();
  }

  private static void copy(String resource, Path target) throws IOException {
    Path source = Path.of("src", "test", "resources").resolve(resource).toAbsolutePath();
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }
}
