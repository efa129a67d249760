/** Tests. */
@NullMarked
package io.millrace.app.backup;

import org.jspecify.annotations.NullMarked;
