/** The millrace command line, configuration and wiring. */
@NullMarked
package io.millrace.app;

import org.jspecify.annotations.NullMarked;
