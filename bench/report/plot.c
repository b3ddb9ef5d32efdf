// SPDX-License-Identifier: GPL-2.0-or-later
/* plot.c - the plots there are; contract in plot.h. */
#include "plot.h"

const struct plot plots[] = {
	{ "hits", "2MiB shadow hit ratio", plot_hits },
	{ "forest", "Throughput, ratio to baseline", plot_forest },
	{ "backing", "Hit ratio by backing", plot_backing },
	{ "populate", "Populate latency", plot_populate },
	{ "order", "Every value in run order", plot_order },
	{ "sweep", "Throughput against the cost model", plot_sweep },
};
const size_t nplots = sizeof(plots) / sizeof(plots[0]);
