/** The whole server as a process of its own, for tests that kill it. */
@NullMarked
package io.millrace.testkit.process;

import org.jspecify.annotations.NullMarked;
