/** Tests. */
@NullMarked
package io.millrace.app.start;

import org.jspecify.annotations.NullMarked;
