@NullMarked
package io.millrace.engine.webhook;

import org.jspecify.annotations.NullMarked;
