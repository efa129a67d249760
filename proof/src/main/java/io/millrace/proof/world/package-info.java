/**
 * The simulated world: one machine with a disk and two clocks, a network, and what befalls them.
 */
@NullMarked
package io.millrace.proof.world;

import org.jspecify.annotations.NullMarked;
