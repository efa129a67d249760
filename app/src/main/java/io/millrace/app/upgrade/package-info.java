/** Raising the level of a running node's logs. */
@NullMarked
package io.millrace.app.upgrade;

import org.jspecify.annotations.NullMarked;
