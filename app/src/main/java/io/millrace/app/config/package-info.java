/** Settings of a start: one table, read from flags, environment and file, parsed once. */
@NullMarked
package io.millrace.app.config;

import org.jspecify.annotations.NullMarked;
