package io.millrace.journal;

/** What all frames of one segment have in common: log, shard, and the segment's first sequence. */
record Origin(LogId id, int shard, long segmentFirst) {}
