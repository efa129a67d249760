package io.millrace.app.logfile;

import io.millrace.app.ExitStatus;
import io.millrace.app.Stop;
import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.LogWalk;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The facts themselves. */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    description = "One line of JSON per fact: when, who, what.")
final class LogDump implements Callable<Integer> {

  private static final long FIRST_SEQUENCE = 1;

  private final Terminal terminal;

  @Mixin private ShardChoice choice = new ShardChoice();

  @Option(names = "--order", paramLabel = "ID", description = "Only facts about this order.")
  private @Nullable String order;

  @Option(
      names = "--sku",
      paramLabel = "SKU",
      description = "Only facts about this SKU, and about orders that hold it.")
  private @Nullable String sku;

  @Option(names = "--shop", paramLabel = "SHOP", description = "Only facts of this shop.")
  private @Nullable String shop;

  @Option(
      names = "--from",
      paramLabel = "SEQUENCE",
      description = "Begin at this sequence of the shard.",
      defaultValue = "1")
  private long fromSequence = FIRST_SEQUENCE;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many lines a shard.")
  private long limit = Long.MAX_VALUE;

  LogDump(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (fromSequence < FIRST_SEQUENCE || limit < 0) {
      throw Stop.wrongUse("--from begins at 1, and --limit at 0.");
    }
    filter(); // what is wrong with the flags is told before any directory is looked for
    List<DataDirectory.Shard> shards = choice.shards(terminal.environment());
    for (DataDirectory.Shard shard : shards) {
      dump(shard);
    }
    return ExitStatus.WELL.number();
  }

  private void dump(DataDirectory.Shard shard) throws IOException {
    FactFilter filter = filter();
    long first = filter.isWithoutMemory() ? fromSequence : FIRST_SEQUENCE;
    try (FactLines lines = new FactLines(terminal.out(), filter, fromSequence, limit)) {
      LogWalk.from(shard.inspector(), first, lines::take);
    }
  }

  /** A new one for each shard: it remembers orders. */
  private FactFilter filter() {
    return new FactFilter(
        parse("--shop", shop, ShopId::new),
        parse("--order", order, LogDump::orderId),
        parse("--sku", sku, SkuId::new));
  }

  private static OrderId orderId(String text) {
    try {
      return new OrderId(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + " is not an order's id, which is a number", e);
    }
  }

  private static <T, R> @Nullable R parse(String flag, @Nullable T value, Function<T, R> parser) {
    try {
      return value == null ? null : parser.apply(value);
    } catch (IllegalArgumentException wrong) {
      throw Stop.wrongUse(flag + ": " + wrong.getMessage());
    }
  }
}
