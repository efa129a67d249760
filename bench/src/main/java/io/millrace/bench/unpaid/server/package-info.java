/** The servers that the classic ways need: real ones, on loopback, started and ended here. */
@NullMarked
package io.millrace.bench.unpaid.server;

import org.jspecify.annotations.NullMarked;
