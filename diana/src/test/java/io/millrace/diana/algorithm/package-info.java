@NullMarked
package io.millrace.diana.algorithm;

import org.jspecify.annotations.NullMarked;
