// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_variants.c - which variants a plan has; contract in plan_choose.h. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plan_choose.h"

/* The order of rows in every table; a user's own variants come after. */
static const char *const known_variants[] = {
	"stock", "baseline", "kvm-memslot", "vfio-only", "no-check",
};

#define NKNOWN (sizeof(known_variants) / sizeof(known_variants[0]))

bool plan_kernel_built(const char *build, const char *variant)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/kernels/%s/bzImage", build, variant);
	return access(path, R_OK) == 0;
}

bool plan_since_6_6(const char *build, const char *variant)
{
	char path[512], line[128];
	unsigned int major, minor;
	bool since = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/kernels/%s/info", build, variant);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "version %u.%u", &major, &minor) == 2)
			since = major > 6 || (major == 6 && minor >= 6);
	if (f)
		fclose(f);
	return since;
}

/* Its folder says that only who names it wants it. */
static bool on_request(const char *build, const char *variant)
{
	char path[512], line[128];
	bool yes = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/kernels/%s/info", build, variant);
	f = fopen(path, "re");
	while (f && !yes && fgets(line, sizeof(line), f))
		yes = !strcmp(line, "on-request yes\n");
	if (f)
		fclose(f);
	return yes;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Known variants in table order, then others by name. */
static int built_variants(struct plan *p, const char *build)
{
	char path[512];
	struct dirent *d;
	size_t known;
	int err = 0;
	DIR *dir;

	for (size_t i = 0; !err && i < NKNOWN; i++)
		if (plan_kernel_built(build, known_variants[i]))
			err = plan_add_variant(p, known_variants[i]);
	known = p->nvariants;
	snprintf(path, sizeof(path), "%s/kernels", build);
	dir = opendir(path);
	while (!err && dir && (d = readdir(dir)))
		if (d->d_name[0] != '.' && strcmp(d->d_name, AA_ARM) &&
		    plan_kernel_built(build, d->d_name) &&
		    !on_request(build, d->d_name))
			err = plan_add_variant(p, d->d_name);
	if (dir)
		closedir(dir);
	if (p->nvariants > known)
		qsort(p->variants + known, p->nvariants - known,
		      sizeof(*p->variants), by_name);
	return err;
}

int plan_choose_variants(struct plan *p, const struct plan_request *rq,
			   char *why, size_t len)
{
	char *list, *save, *tok;
	int err;

	if (!rq->variants) {
		err = built_variants(p, rq->build);
		if (!err && !p->nvariants)
			err = plan_complain(why, len,
				       "no kernel in %s/kernels: make kernels",
				       rq->build);
		return err;
	}
	list = strdup(rq->variants);
	if (!list)
		return -ENOMEM;
	err = 0;
	for (tok = strtok_r(list, ", \n", &save); tok && !err;
	     tok = strtok_r(NULL, ", \n", &save)) {
		const char *kernel = tok;

		if (!strcmp(tok, AA_ARM) && !plan_kernel_built(rq->build, tok))
			kernel = BASELINE;
		if (!plan_kernel_built(rq->build, kernel))
			err = plan_complain(why, len,
				       "variant %s: no kernel in %s/kernels/%s",
				       tok, rq->build, kernel);
		else
			err = plan_add_variant(p, tok);
	}
	free(list);
	if (!err && !p->nvariants)
		err = plan_complain(why, len, "no variants named");
	return err;
}
