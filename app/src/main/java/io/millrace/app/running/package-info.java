/** A node that runs, as its operator asks it from outside. */
@NullMarked
package io.millrace.app.running;

import org.jspecify.annotations.NullMarked;
