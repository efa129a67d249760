@NullMarked
package io.millrace.diana.apollo;

import org.jspecify.annotations.NullMarked;
