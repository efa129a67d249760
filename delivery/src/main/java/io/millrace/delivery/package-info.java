/** Webhooks: a follower that writes down what is to be delivered, and what delivers it. */
@NullMarked
package io.millrace.delivery;

import org.jspecify.annotations.NullMarked;
