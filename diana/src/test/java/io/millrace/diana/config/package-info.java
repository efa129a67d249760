@NullMarked
package io.millrace.diana.config;

import org.jspecify.annotations.NullMarked;
