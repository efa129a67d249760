/** The engine's ways of saying no, each a value with a stable code. */
@NullMarked
package io.millrace.model.refusal;

import org.jspecify.annotations.NullMarked;
