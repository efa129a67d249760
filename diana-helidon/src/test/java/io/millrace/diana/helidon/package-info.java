@NullMarked
package io.millrace.diana.helidon;

import org.jspecify.annotations.NullMarked;
