package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.axis.Action;
import io.millrace.engine.axis.Transition;
import io.millrace.engine.axis.Transitions;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.OrderStatus;
import io.millrace.model.Payment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Prints {@code docs/transitions.md} from the tables and compares it with the file. */
class TransitionsDocTest {
  private static final Path FILE = Path.of("..", "docs", "transitions.md");
  private static final String REWRITE = "millrace.docs.rewrite";

  @Test
  void shouldDocumentTheTablesAsTheyAre() throws IOException {
    String printed = print();
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(FILE, printed);
    }
    assertThat(FILE).content().isEqualTo(printed);
  }

  private static String print() {
    return """
    # Transitions of an order

    Printed from `Transitions`, `Action` and `OrderStatus` by `TransitionsDocTest`, which fails
    when this file differs. To print it again:
    `mvn -pl model,engine -Dtest=TransitionsDocTest -Dsurefire.failIfNoSpecifiedTests=false \\
    -D%s=true test`

    An order stands on three axes. What stands in no row cannot happen.

    ## Course

    %s
    ## Payment

    %s
    ## Fulfilment

    %s
    ## What may be asked where

    `delivered` also needs a parcel that is still under way.

    %s
    ## Status

    The summary of the axes; computed, never set.

    %s\
    """
        .formatted(
            REWRITE,
            table(Transitions.COURSE),
            table(Transitions.PAYMENT),
            table(Transitions.FULFILMENT),
            actions(),
            statuses());
  }

  private static <S extends Enum<S>> String table(List<Transition<S>> rows) {
    StringBuilder text = new StringBuilder("| from | when | to |\n|---|---|---|\n");
    for (Transition<S> row : rows) {
      text.append("| %s | %s | %s |\n".formatted(row.from(), row.event().words(), row.to()));
    }
    return text.toString();
  }

  private static String actions() {
    StringBuilder text =
        new StringBuilder("| action | course | payment | fulfilment |\n|---|---|---|---|\n");
    for (Action action : Action.values()) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  action.word(),
                  Arrays.stream(Course.values())
                      .filter(c -> allows(action, c, null, null))
                      .map(Course::name)
                      .collect(Collectors.joining(", ")),
                  Arrays.stream(Payment.values())
                      .filter(p -> allows(action, null, p, null))
                      .map(Payment::name)
                      .collect(Collectors.joining(", ")),
                  Arrays.stream(Fulfilment.values())
                      .filter(f -> allows(action, null, null, f))
                      .map(Fulfilment::name)
                      .collect(Collectors.joining(", "))));
    }
    return text.toString();
  }

  /** Whether there is any order with these axes (null: any) of which it may be asked. */
  private static boolean allows(
      Action action,
      @Nullable Course course,
      @Nullable Payment payment,
      @Nullable Fulfilment fulfilment) {
    for (Course c : Course.values()) {
      for (Payment p : Payment.values()) {
        for (Fulfilment f : Fulfilment.values()) {
          boolean meant =
              (course == null || course == c)
                  && (payment == null || payment == p)
                  && (fulfilment == null || fulfilment == f);
          if (meant && action.allows(c, p, f)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static String statuses() {
    StringBuilder text =
        new StringBuilder("| course | payment | fulfilment | status |\n|---|---|---|---|\n");
    for (Payment payment : Payment.values()) {
      for (Fulfilment fulfilment : Fulfilment.values()) {
        boolean reachable = payment == Payment.PAID || fulfilment == Fulfilment.NONE;
        if (reachable) {
          text.append(
              "| OPEN | %s | %s | `%s` |\n"
                  .formatted(
                      payment, fulfilment, OrderStatus.of(Course.OPEN, payment, fulfilment)));
        }
      }
    }
    text.append("| CANCELLED | any | any | `CANCELLED` |\n");
    text.append("| EXPIRED | any | any | `EXPIRED` |\n");
    text.append("| COMPLETED | any | any | `COMPLETED` |\n");
    return text.toString();
  }
}
