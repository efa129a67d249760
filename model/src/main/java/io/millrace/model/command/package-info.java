/** What is asked of the engine. */
@NullMarked
package io.millrace.model.command;

import org.jspecify.annotations.NullMarked;
