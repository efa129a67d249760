/**
 * Servers of others that we are measured beside: real ones, on loopback, started and ended here.
 */
@NullMarked
package io.millrace.bench.server;

import org.jspecify.annotations.NullMarked;
