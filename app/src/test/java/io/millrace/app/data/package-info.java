/** Tests. */
@NullMarked
package io.millrace.app.data;

import org.jspecify.annotations.NullMarked;
