package io.millrace.model;

import io.millrace.model.fact.Fact;
import org.jspecify.annotations.Nullable;

/**
 * A fact as the log holds it.
 *
 * @param level the language level of this fact; a reader that knows less stops
 * @param shop null for facts of the shard itself
 * @param shopSequence 1, 2, 3 … within the shop; 0 for facts of the shard
 * @param key bound by this fact: it is what a repeat of the request is answered from
 */
public record Recorded(
    int level,
    @Nullable ShopId shop,
    long shopSequence,
    Actor actor,
    @Nullable RequestKey key,
    Fact fact) {}
