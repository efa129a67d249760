package io.millrace.delivery;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** Something that is to be done between two steps of the dispatcher, in a transaction. */
record Asked<T>(DeliveryFile.Work<T> work, CompletableFuture<T> answer) {

  void carryOut(DeliveryFile file) {
    try {
      answer.complete(file.write(work));
    } catch (SQLException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
