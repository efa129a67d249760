/** Numbers of orders and movements. */
@NullMarked
package io.millrace.engine.id;

import org.jspecify.annotations.NullMarked;
