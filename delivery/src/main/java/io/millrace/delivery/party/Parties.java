package io.millrace.delivery.party;

import io.millrace.delivery.http.PinnedOutlet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    for (PartySettings settings : all) {
      PinnedOutlet outlet =
          PinnedOutlet.toParty(settings.timeouts().connect(), settings.timeouts().answer());
      outlets.add(outlet);
      if (parties.put(settings.name(), new Party(settings, outlet::send, parts)) != null) {
        close();
        throw new IllegalArgumentException("two parties are called " + settings.name());
      }
    }
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
