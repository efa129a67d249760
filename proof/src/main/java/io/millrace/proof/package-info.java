/** The simulator: a whole node, its machine and its customers on one thread, from one seed. */
@NullMarked
package io.millrace.proof;

import org.jspecify.annotations.NullMarked;
