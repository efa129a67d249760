package io.millrace.bench.peers.spring;

/** How units leave the stock, within the order's transaction. */
sealed interface Deduction permits RowPerSku, RowPerUnit {

  /** False if there are not enough; the transaction is then rolled back. */
  boolean take(String sku, int quantity);
}
