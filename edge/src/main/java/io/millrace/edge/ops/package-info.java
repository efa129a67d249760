/** Health, metrics and the contract itself. */
@NullMarked
package io.millrace.edge.ops;

import org.jspecify.annotations.NullMarked;
