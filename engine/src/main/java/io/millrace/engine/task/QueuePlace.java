package io.millrace.engine.task;

import io.millrace.model.QueueId;
import io.millrace.model.ShopId;

/** A queue by name. */
public record QueuePlace(ShopId shop, QueueId queue) {}
