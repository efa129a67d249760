@NullMarked
package io.millrace.node.follow;

import org.jspecify.annotations.NullMarked;
