// SPDX-License-Identifier: GPL-2.0-or-later
/* The loads by name; contract in load.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "load_blit.h"
#include "load_churn.h"
#include "load_cl.h"
#include "load_hang.h"
#include "load_igt.h"
#include "load_nested.h"
#include "load_user.h"
#include "objects.h"
#include "lib/nearest.h"
#include "lib/rec.h"
#include "lib/sys.h"

static const struct rowset *const files[] = {
	&load_blit_rows, &load_nested_rows, &load_churn_rows, &load_igt_rows,
	&load_user_rows, &load_cl_rows, &load_hang_rows, NULL
};

const struct load *load_at(size_t i)
{
	return rowset_at(files, i);
}

const struct load *load_find(const char *name)
{
	return rowset_find(files, name);
}

/* gtt2m.census=1: how the load's objects are made is recorded, too. */
static int run_watched(const struct load *l, uint64_t seed)
{
	struct objects o = { 0 };
	int ret = objects_start(), err;

	if (ret)
		return ret;
	ret = l->run(l, seed);
	err = objects_stop(&o);
	if (!err)
		rec_emit(objects_record(&o, l->name));
	objects_free(&o);
	return ret ? ret : err;
}

static const char *instead_of(const char *name, char meant[96])
{
	struct nearest n = { .word = name };
	const struct load *l;

	for (size_t i = 0; (l = load_at(i)); i++)
		nearest_see(&n, l->name);
	return nearest_text(&n, meant);
}

static int run_one(const char *name, uint64_t seed, char *why, size_t len)
{
	const struct load *l = load_find(name);
	uint64_t start = clock_ns();
	int ret = !l ? -ENOENT : cmdline_u64("gtt2m.census", 0) ?
		  run_watched(l, seed) : l->run(l, seed);
	char what[64], meant[96];

	snprintf(what, sizeof(what), "load %s", name);
	if (!ret)
		rec_time(what, clock_ns() - start);
	if (!l)
		snprintf(why, len, "no load '%s' (gtt2m list loads)%s", name,
			 instead_of(name, meant));
	else if (ret)
		snprintf(why, len, "load %s: %s", name, strerror(-ret));
	return ret;
}

int loads_run(const char *list, uint64_t seed, char *why, size_t len)
{
	char *copy = strdup(list), *name, *save;
	int ret = copy ? 0 : -ENOMEM;

	if (ret)
		snprintf(why, len, "out of memory");
	for (name = ret ? NULL : strtok_r(copy, ",", &save); name && !ret;
	     name = strtok_r(NULL, ",", &save))
		ret = run_one(name, seed, why, len);
	free(copy);
	return ret;
}
