@NullMarked
package io.millrace.model.read;

import org.jspecify.annotations.NullMarked;
