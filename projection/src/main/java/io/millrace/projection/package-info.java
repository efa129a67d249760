/** The read model: what is durable, as tables that people and programs can ask. */
@NullMarked
package io.millrace.projection;

import org.jspecify.annotations.NullMarked;
