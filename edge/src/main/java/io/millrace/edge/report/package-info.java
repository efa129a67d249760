/** Reports of what was sold. */
@NullMarked
package io.millrace.edge.report;

import org.jspecify.annotations.NullMarked;
