/** What is remembered of requests that changed something. */
@NullMarked
package io.millrace.engine.key;

import org.jspecify.annotations.NullMarked;
