/** What is asked of a read model, and what it answers: how things were a moment ago. */
@NullMarked
package io.millrace.model.read;

import org.jspecify.annotations.NullMarked;
