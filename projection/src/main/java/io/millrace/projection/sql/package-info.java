/** Databases, sessions and rows: all that is about SQL and not about shops. */
@NullMarked
package io.millrace.projection.sql;

import org.jspecify.annotations.NullMarked;
