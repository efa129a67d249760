/** Final orders leave memory. */
@NullMarked
package io.millrace.engine.archive;

import org.jspecify.annotations.NullMarked;
