// SPDX-License-Identifier: GPL-2.0-or-later
/* plot.c - the plots there are; contract in plot.h. */
#include "plot.h"

const struct plot plots[] = {
	{ "hits", "What becomes of a guest's 2MiB entries", plot_hits },
	{ "forest", "What 2MiB entries are worth", plot_forest },
	{ "sweep", "What they are worth under other costs", plot_sweep },
	{ "order", "Does the machine drift?", plot_order },
};
const size_t nplots = sizeof(plots) / sizeof(plots[0]);
