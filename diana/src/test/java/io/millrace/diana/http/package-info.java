@NullMarked
package io.millrace.diana.http;

import org.jspecify.annotations.NullMarked;
