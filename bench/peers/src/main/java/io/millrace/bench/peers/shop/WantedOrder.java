package io.millrace.bench.peers.shop;

/** An order of one line, checked and priced. */
public record WantedOrder(String sku, int quantity, long total) {}
