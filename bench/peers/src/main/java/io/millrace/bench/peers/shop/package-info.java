/** What every peer takes, answers and checks, so that they differ only in how they keep orders. */
@NullMarked
package io.millrace.bench.peers.shop;

import org.jspecify.annotations.NullMarked;
