/** The rules: decide and apply. No clock, thread, lock, I/O, random or logger. */
@NullMarked
package io.millrace.engine;

import org.jspecify.annotations.NullMarked;
