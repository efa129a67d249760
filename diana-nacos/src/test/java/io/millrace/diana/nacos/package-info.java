@NullMarked
package io.millrace.diana.nacos;

import org.jspecify.annotations.NullMarked;
