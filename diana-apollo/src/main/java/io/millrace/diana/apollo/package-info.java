/** Policies that are kept in Apollo: {@link io.millrace.diana.apollo.ApolloPolicy}. */
@NullMarked
package io.millrace.diana.apollo;

import org.jspecify.annotations.NullMarked;
