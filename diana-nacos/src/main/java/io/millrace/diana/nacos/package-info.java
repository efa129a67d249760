/** Policies that are kept in Nacos: {@link io.millrace.diana.nacos.NacosPolicy}. */
@NullMarked
package io.millrace.diana.nacos;

import org.jspecify.annotations.NullMarked;
