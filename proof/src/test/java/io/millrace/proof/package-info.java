/**
 * The simulator finds nothing in Millrace, and everything in a Millrace that was broken on purpose.
 */
@NullMarked
package io.millrace.proof;

import org.jspecify.annotations.NullMarked;
