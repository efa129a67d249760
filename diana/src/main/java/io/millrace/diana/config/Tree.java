package io.millrace.diana.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A YAML or JSON text (each JSON text is YAML) as a tree that knows where everything stood. No
 * anchors, aliases or tags: with them a few lines may stand for gigabytes.
 */
final class Tree {
  /** The deepest that a file of ours goes is 8. */
  private static final int DEPTH_MAX = 32;

  /** Without quotes these are no texts. */
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  /** Where a node stands, and how one gets there. */
  record Place(String file, int line, int column, String field) {
    FaultFound fault(String detail) {
      return new FaultFound(new Fault(file, line, column, field, detail));
    }
  }

  /** What a file is made of. */
  sealed interface Node permits Nothing, Text, Items, Fields {
    Place place();
  }

  /** A null, or what is said about something whose name stands alone. */
  record Nothing(Place place) implements Node {}

  /**
   * A scalar.
   *
   * @param plain whether it stood without quotes, and so may be a number
   */
  record Text(Place place, String text, boolean plain) implements Node {}

  record Items(Place place, List<Node> items) implements Node {}

  record Fields(Place place, Map<String, Node> fields, Map<String, Place> names) implements Node {}

  private final String file;
  private final Iterator<Event> events;

  private Tree(String file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  static Node of(String file, String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).setParseComments(false).build();
    try {
      return new Tree(file, new Parse(settings).parseString(text).iterator()).document();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      throw new FaultFound(
          new Fault(
              file,
              mark.map(m -> m.getLine() + 1).orElse(1),
              mark.map(m -> m.getColumn() + 1).orElse(1),
              "",
              e.getProblem()));
    } catch (YamlEngineException e) {
      throw new FaultFound(new Fault(file, 1, 1, "", String.valueOf(e.getMessage())));
    }
  }

  private Node document() {
    Event event = next();
    while (event.getEventId() == Event.ID.StreamStart
        || event.getEventId() == Event.ID.DocumentStart) {
      event = next();
    }
    if (event.getEventId() == Event.ID.StreamEnd) {
      throw place(event, "").fault("is empty");
    }
    Node root = node(event, "", 0);
    next(); // the document's end
    Event after = next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw place(after, "").fault("a second document; one is enough");
    }
    return root;
  }

  private Event next() {
    return events.next();
  }

  private Place place(Event event, String field) {
    Optional<Mark> mark = event.getStartMark();
    return new Place(
        file,
        mark.map(m -> m.getLine() + 1).orElse(1),
        mark.map(m -> m.getColumn() + 1).orElse(1),
        field);
  }

  private Node node(Event event, String field, int depth) {
    Place place = place(event, field);
    if (depth > DEPTH_MAX) {
      throw place.fault("is nested too deeply");
    }
    if (event instanceof AliasEvent) {
      throw place.fault("is an alias; write it out");
    }
    if (event instanceof NodeEvent named && named.getAnchor().isPresent()) {
      throw place.fault("has an anchor; aliases are not read");
    }
    if (event instanceof ScalarEvent scalar) {
      if (scalar.getTag().isPresent()) {
        throw place.fault("has a tag; tags are not read");
      }
      boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
      return plain && NULLS.contains(scalar.getValue())
          ? new Nothing(place)
          : new Text(place, scalar.getValue(), plain);
    }
    if (event instanceof SequenceStartEvent) {
      return items(place, depth);
    }
    if (event instanceof MappingStartEvent) {
      return fields(place, depth);
    }
    throw place.fault("is not read");
  }

  private Items items(Place place, int depth) {
    List<Node> items = new ArrayList<>();
    for (Event each = next(); each.getEventId() != Event.ID.SequenceEnd; each = next()) {
      items.add(node(each, place.field() + "[" + items.size() + "]", depth + 1));
    }
    return new Items(place, items);
  }

  private Fields fields(Place place, int depth) {
    Map<String, Node> fields = new LinkedHashMap<>();
    Map<String, Place> names = new LinkedHashMap<>();
    for (Event each = next(); each.getEventId() != Event.ID.MappingEnd; each = next()) {
      if (!(each instanceof ScalarEvent name)) {
        throw place(each, place.field()).fault("a name is a text");
      }
      String field =
          place.field().isEmpty() ? name.getValue() : place.field() + "." + name.getValue();
      Place at = place(each, field);
      if (names.put(name.getValue(), at) != null) {
        throw at.fault("stands here twice");
      }
      fields.put(name.getValue(), node(next(), field, depth + 1));
    }
    return new Fields(place, fields, names);
  }
}
