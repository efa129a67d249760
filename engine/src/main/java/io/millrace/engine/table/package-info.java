/** A hash table that grows one bucket at a time. */
@NullMarked
package io.millrace.engine.table;

import org.jspecify.annotations.NullMarked;
