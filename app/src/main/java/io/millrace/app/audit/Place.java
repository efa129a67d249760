package io.millrace.app.audit;

/** Where a fact stands. */
record Place(int shard, long sequence, long timeMillis) {}
