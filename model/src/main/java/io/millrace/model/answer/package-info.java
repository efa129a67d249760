/** What the engine answers when it does not refuse. */
@NullMarked
package io.millrace.model.answer;

import org.jspecify.annotations.NullMarked;
