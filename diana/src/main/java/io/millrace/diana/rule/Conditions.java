package io.millrace.diana.rule;

import io.millrace.diana.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions that are built in. */
public final class Conditions {
  private Conditions() {}

  /** One of the routes. */
  public static Condition routes(List<Route> routes) {
    Route[] all = routes.toArray(Route[]::new);
    return named(
        "resource " + routes,
        (request, scratch) -> {
          for (Route route : all) {
            if (route.matchesPlain(request.method(), scratch.path(request))) {
              return true;
            }
          }
          return false;
        });
  }

  /**
   * An address in one of the blocks. A request without an address is in none; of one whose address
   * is none that anybody can read, it is {@link Condition#isInDoubt in doubt}.
   */
  public static Condition addresses(List<AddressBlock> blocks) {
    AddressBlock[] all = blocks.toArray(AddressBlock[]::new);
    return new Named(
        "address " + blocks,
        (request, scratch) -> {
          Address address = scratch.address(request);
          if (address == null) {
            return scratch.isAddressUnreadable(request);
          }
          for (AddressBlock block : all) {
            if (block.contains(address)) {
              return true;
            }
          }
          return false;
        },
        (request, scratch) -> scratch.isAddressUnreadable(request));
  }

  /** A header with one of the values. */
  public static Condition header(String name, List<String> values) {
    return named(
        "header " + name + " " + values,
        (request, scratch) -> isOneOf(values, request.header(name)));
  }

  /** An attribute with one of the values. */
  public static Condition attribute(String name, List<String> values) {
    return named(
        name + " " + values, (request, scratch) -> isOneOf(values, request.attribute(name)));
  }

  private static boolean isOneOf(List<String> values, @Nullable String value) {
    return value != null && values.contains(value);
  }

  /** All of them. */
  public static Condition all(List<Condition> conditions) {
    Condition[] all = conditions.toArray(Condition[]::new);
    return new Named(
        String.join(" and ", conditions.stream().map(Condition::describe).toList()),
        (request, scratch) -> {
          for (Condition condition : all) {
            if (!condition.holds(request, scratch)) {
              return false;
            }
          }
          return true;
        },
        (request, scratch) -> {
          for (Condition condition : all) {
            if (condition.isInDoubt(request, scratch)) {
              return true;
            }
          }
          return false;
        });
  }

  public static Condition not(Condition condition) {
    return new Named(
        "not " + condition.describe(),
        (request, scratch) ->
            condition.isInDoubt(request, scratch) || !condition.holds(request, scratch),
        condition::isInDoubt);
  }

  /** The same where it holds without doubt. */
  static Condition beyondDoubt(Condition condition) {
    return named(
        condition.describe(),
        (request, scratch) ->
            condition.holds(request, scratch) && !condition.isInDoubt(request, scratch));
  }

  private interface Test {
    boolean holds(Request request, Scratch scratch);
  }

  private static Condition named(String text, Test test) {
    return new Named(text, test, (request, scratch) -> false);
  }

  private record Named(String text, Test test, Test doubt) implements Condition {
    @Override
    public boolean holds(Request request, Scratch scratch) {
      return test.holds(request, scratch);
    }

    @Override
    public boolean isInDoubt(Request request, Scratch scratch) {
      return doubt.holds(request, scratch);
    }

    @Override
    public String describe() {
      return text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
