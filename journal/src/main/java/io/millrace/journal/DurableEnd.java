package io.millrace.journal;

/** Up to where the log is durable: the segment that is written to, the byte behind, the fact. */
record DurableEnd(long segmentFirst, long offset, long sequence) {}
