@NullMarked
package io.millrace.diana.redis;

import org.jspecify.annotations.NullMarked;
