package io.millrace.delivery.party;

import io.millrace.delivery.http.PinnedOutlet;
import io.millrace.node.delivery.PartyStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The third parties of a node, by name. Each has connections of its own. */
public final class Parties implements AutoCloseable {

  private final Map<String, Party> parties = new TreeMap<>();
  private final List<PinnedOutlet> outlets = new ArrayList<>();

  /**
   * Whoever names a party is an operator, so it may be in a private network.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public Parties(Collection<PartySettings> all, Party.Parts parts) {
    try {
      make(all, parts, this::outlet);
    } catch (IllegalArgumentException twice) {
      close();
      throw twice;
    }
  }

  /** The same with what sends to each. */
  public Parties(
      Collection<PartySettings> all,
      Party.Parts parts,
      Function<PartySettings, PartyOutlet> outlets) {
    make(all, parts, outlets);
  }

  private void make(
      Collection<PartySettings> all,
      Party.Parts parts,
      Function<PartySettings, PartyOutlet> outlets) {
    for (PartySettings settings : all) {
      Party party = new Party(settings, outlets.apply(settings), parts);
      if (parties.put(settings.name(), party) != null) {
        throw new IllegalArgumentException("two parties are called " + settings.name());
      }
    }
  }

  private PartyOutlet outlet(PartySettings settings) {
    PinnedOutlet outlet =
        PinnedOutlet.toParty(settings.timeouts().connect(), settings.timeouts().answer());
    outlets.add(outlet);
    return outlet::send;
  }

  public Optional<Party> find(String name) {
    return Optional.ofNullable(parties.get(name));
  }

  /** By name. */
  public List<PartyStatus> statuses() {
    return parties.values().stream()
        .map(Party::status)
        .sorted(Comparator.comparing(PartyStatus::name))
        .toList();
  }

  /** Cuts off whatever is under way. */
  @Override
  public void close() {
    outlets.forEach(PinnedOutlet::close);
  }
}
