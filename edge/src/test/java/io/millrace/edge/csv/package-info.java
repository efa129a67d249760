@NullMarked
package io.millrace.edge.csv;

import org.jspecify.annotations.NullMarked;
