@NullMarked
package io.millrace.diana.spring.boot.starter;

import org.jspecify.annotations.NullMarked;
