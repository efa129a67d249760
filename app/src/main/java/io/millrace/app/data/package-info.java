/** What lies where in a data directory. */
@NullMarked
package io.millrace.app.data;

import org.jspecify.annotations.NullMarked;
