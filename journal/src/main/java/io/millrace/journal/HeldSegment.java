package io.millrace.journal;

/**
 * A segment that the log holds.
 *
 * @param first the first sequence that it may hold
 * @param archived it is packed, in the archive
 */
record HeldSegment(long first, boolean archived) {

  String path(LogPlace place) {
    return archived
        ? place.archivePath(SegmentName.packed(first))
        : place.path(SegmentName.of(first));
  }
}
