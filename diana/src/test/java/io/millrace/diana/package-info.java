@NullMarked
package io.millrace.diana;

import org.jspecify.annotations.NullMarked;
