/** Tests of the wire form. */
@NullMarked
package io.millrace.model.wire;

import org.jspecify.annotations.NullMarked;
