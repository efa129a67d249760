/** {@code millrace start}: from settings to a node that serves, and gracefully back. */
@NullMarked
package io.millrace.app.start;

import org.jspecify.annotations.NullMarked;
