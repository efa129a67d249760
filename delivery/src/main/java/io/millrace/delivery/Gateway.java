package io.millrace.delivery;

import io.millrace.delivery.party.CallResult;
import io.millrace.delivery.party.CallSeal;
import io.millrace.delivery.party.LoggedCall;
import io.millrace.delivery.party.Parties;
import io.millrace.delivery.party.Party;
import io.millrace.delivery.party.PartyOutlet;
import io.millrace.delivery.party.PartySettings;
import io.millrace.delivery.party.Pause;
import io.millrace.model.ShopId;
import io.millrace.node.Clock;
import io.millrace.node.delivery.CallPage;
import io.millrace.node.delivery.CallReplay;
import io.millrace.node.delivery.CallSearch;
import io.millrace.node.delivery.CallView;
import io.millrace.node.delivery.DeliveriesUnavailable;
import io.millrace.node.delivery.PartyCalls;
import io.millrace.node.delivery.PartyStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The third parties of a node with the log of what was asked of them: webhooks are sent through it,
 * and operators look into it. Any thread.
 */
public final class Gateway implements PartyCalls, AutoCloseable {

  private final CallFile log;
  private final Parties parties;

  /**
   * What it works with.
   *
   * @param file in which calls are logged; made when the first one is
   * @param parties of the operator's file
   */
  public record Parts(
      Path file, List<PartySettings> parties, CallSeal seal, Clock clock, RandomGenerator chance) {
    public Parts {
      parties = List.copyOf(parties);
    }

    private Party.Parts of(CallFile log) {
      return new Party.Parts(log, seal, clock, Pause.parking(clock), chance);
    }
  }

  public Gateway(Parts parts) {
    this.log = new CallFile(parts.file());
    this.parties = new Parties(parts.parties(), parts.of(log));
  }

  Gateway(Parts parts, Pause pause, Function<PartySettings, PartyOutlet> outlets) {
    this.log = new CallFile(parts.file());
    Party.Parts usual = parts.of(log);
    this.parties =
        new Parties(
            parts.parties(),
            new Party.Parts(log, usual.seal(), usual.clock(), pause, usual.chance()),
            outlets);
  }

  /** The party that webhooks of a shop are sent through; empty if there is none such for it. */
  Optional<Party> open(String party, ShopId shop) {
    return parties.find(party).filter(found -> found.settings().webhooks().holds(shop));
  }

  @Override
  public boolean isOpen(String party, ShopId shop) {
    return open(party, shop).isPresent();
  }

  @Override
  public List<PartyStatus> statuses() {
    return parties.statuses();
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  private static <T> T ask(Question<T> question) throws DeliveriesUnavailable {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new DeliveriesUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public CallPage page(CallSearch search) throws DeliveriesUnavailable {
    int limit = search.limit();
    CallSearch oneMore =
        new CallSearch(search.party(), search.order(), search.shop(), search.before(), limit + 1);
    List<CallView> found = ask(() -> log.search(oneMore)).stream().map(Gateway::view).toList();
    boolean more = found.size() > limit;
    return new CallPage(more ? found.subList(0, limit) : found, more);
  }

  private static CallView view(LoggedCall call) {
    return new CallView(
        call.number(),
        call.party(),
        call.shop(),
        call.order(),
        call.key(),
        call.call(),
        call.attempt(),
        call.replayOf(),
        call.by(),
        call.atMillis(),
        call.tookMillis(),
        call.kind() == null ? null : call.kind().name(),
        call.status(),
        call.request(),
        call.response());
  }

  @Override
  public CallReplay replay(long number, String by, boolean insists) throws DeliveriesUnavailable {
    Optional<LoggedCall> logged = ask(() -> log.find(number));
    if (logged.isEmpty()) {
      return new CallReplay.Unknown("there is no call " + number + ", or no longer");
    }
    Optional<Party> party = parties.find(logged.get().party());
    return party.isEmpty()
        ? new CallReplay.Unknown("its party " + logged.get().party() + " is in the file no more")
        : ask(() -> party.get().replay(number, by, insists))
            .map(Gateway::replayed)
            .orElse(new CallReplay.MayBeDone());
  }

  private static CallReplay replayed(CallResult result) {
    return switch (result) {
      case CallResult.Done done -> new CallReplay.Done(done.status(), done.tries());
      case CallResult.Failed failed ->
          new CallReplay.Failed(
              failed.kind().name(),
              failed.status(),
              failed.detail(),
              failed.mayBeDone(),
              failed.tries());
      case CallResult.Held held ->
          new CallReplay.Held(
              held.why().name(), held.retryAfterMillis(), held.mayBeDone(), held.tries());
    };
  }

  /** Cuts off what is under way. After what sends. */
  @Override
  public void close() {
    parties.close();
    log.close();
  }
}
