/** What a request must look like, whatever the state. */
@NullMarked
package io.millrace.engine.shape;

import org.jspecify.annotations.NullMarked;
