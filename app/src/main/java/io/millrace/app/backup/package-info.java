/** Copies of a data directory: made beside a running node, and started on elsewhere. */
@NullMarked
package io.millrace.app.backup;

import org.jspecify.annotations.NullMarked;
