@NullMarked
package io.millrace.engine.wheel;

import org.jspecify.annotations.NullMarked;
