/** Tables, lists and rows that grow a little at a time, so that no writer ever waits for them. */
@NullMarked
package io.millrace.engine.table;

import org.jspecify.annotations.NullMarked;
