/** Comma separated values, for spreadsheets and for those who analyse. */
@NullMarked
package io.millrace.edge.csv;

import org.jspecify.annotations.NullMarked;
