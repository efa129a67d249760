@NullMarked
package io.millrace.projection;

import org.jspecify.annotations.NullMarked;
