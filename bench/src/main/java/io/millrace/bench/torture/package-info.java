/**
 * A real server that is killed, stopped, starved and damaged under load, and what its clients were
 * told, held against its log by the auditor of the simulator.
 */
@NullMarked
package io.millrace.bench.torture;

import org.jspecify.annotations.NullMarked;
