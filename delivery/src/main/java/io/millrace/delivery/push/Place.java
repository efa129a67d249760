package io.millrace.delivery.push;

import io.millrace.model.QueueId;
import io.millrace.model.ShopId;

/** Where a queue is. */
record Place(ShopId shop, QueueId queue) {}
