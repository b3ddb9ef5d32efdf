// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_variants.c - which variants a plan has; contract in plan_choose.h. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nearest.h"
#include "number.h"
#include "plan_choose.h"

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

static int read_bool(bool *is, const char *value)
{
	*is = !strcmp(value, "yes");
	return *is || !strcmp(value, "no") ? 0 : -EINVAL;
}

/* One line of a variant's facts; 0 or -EINVAL. */
static int read_fact(struct variant *v, char *line, unsigned int major,
		     unsigned int minor)
{
	char *value = strchr(line, ' ');
	unsigned int from, from_minor;
	int at = 0;
	uint64_t n;

	if (!value)
		return -EINVAL;
	*value++ = '\0';
	if (!strcmp(line, "order")) {
		if (number_read(value, 1, 1000000, &n))
			return -EINVAL;
		v->order = n;
		return 0;
	}
	if (!strcmp(line, "predicts"))
		return policy_from_text(value, &v->policy);
	if (!strcmp(line, "judged"))
		return read_bool(&v->judged, value);
	if (!strcmp(line, "mends"))
		return read_bool(&v->mends, value);
	if (!strcmp(line, "is")) {
		snprintf(v->is, sizeof(v->is), "%s", value);
		return 0;
	}
	if (!strcmp(line, "since") &&
	    sscanf(value, "%u.%u %n", &from, &from_minor, &at) == 2 && at) {
		struct policy p;
		int err = policy_from_text(value + at, &p);

		if (!err && (major > from ||
			     (major == from && minor >= from_minor)))
			v->policy = p;
		return err;
	}
	return -EINVAL;
}

/* build/kernels/NAME/facts, if it is there. */
static int read_facts(struct variant *v, const char *dir, unsigned int major,
		      unsigned int minor, char *why, size_t len)
{
	char path[600], line[128];
	unsigned int n = 0;
	int err = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/facts", dir);
	f = fopen(path, "re");
	while (f && !err && fgets(line, sizeof(line), f)) {
		n++;
		line[strcspn(line, "\n")] = '\0';
		if (read_fact(v, line, major, minor))
			err = plan_complain(why, len, "%s:%u: not order N, predicts "
					    "POLICY, since VERSION POLICY, judged or "
					    "mends, yes or no, is TEXT", path, n);
	}
	if (f)
		fclose(f);
	return err;
}

/* The A/A arm is the baseline once more where it has no build of its own. */
static int facts_of(struct variant *v, const char *build, const char *name,
		    char *why, size_t len)
{
	bool aa = !strcmp(name, AA_ARM);
	char dir[512], path[600], line[128];
	unsigned int major = 0, minor = 0;
	FILE *f;
	int err;

	*v = (struct variant){ .order = UINT_MAX, .judged = true,
			       .policy = { .as = POLICY_NONE } };
	snprintf(dir, sizeof(dir), "%s/kernels/%s", build,
		 aa && !plan_kernel_built(build, name) ? BASELINE : name);
	snprintf(path, sizeof(path), "%s/info", dir);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		v->on_request |= !strcmp(line, "on-request yes\n");
		sscanf(line, "version %u.%u", &major, &minor);
	}
	if (f)
		fclose(f);
	err = read_facts(v, dir, major, minor, why, len);
	v->judged &= !aa;
	return err;
}

int plan_take_variant(struct plan *p, const char *build, const char *name,
		      char *why, size_t len)
{
	struct variant v;
	int err = facts_of(&v, build, name, why, len);

	return err ? err : plan_add_variant(p, name, &v);
}

struct found {
	char name[NAME_MAX + 1];
	struct variant v;
};

static int in_table_order(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->v.order != y->v.order)
		return x->v.order < y->v.order ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* All that are built and not only for who names them. */
static int find_built(const char *build, struct found **list, size_t *n,
		      char *why, size_t len)
{
	char path[512];
	struct found *v;
	struct dirent *d;
	int err = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/kernels", build);
	dir = opendir(path);
	while (!err && dir && (d = readdir(dir))) {
		if (d->d_name[0] == '.' || !strcmp(d->d_name, AA_ARM) ||
		    !plan_kernel_built(build, d->d_name))
			continue;
		v = realloc(*list, (*n + 1) * sizeof(*v));
		if (!v) {
			err = -ENOMEM;
			break;
		}
		*list = v;
		snprintf(v[*n].name, sizeof(v->name), "%s", d->d_name);
		err = facts_of(&v[*n].v, build, d->d_name, why, len);
		*n += !v[*n].v.on_request;
	}
	if (dir)
		closedir(dir);
	return err;
}

static int built_variants(struct plan *p, const char *build, char *why,
			  size_t len)
{
	struct found *list = NULL;
	size_t n = 0;
	int err = find_built(build, &list, &n, why, len);

	if (n)
		qsort(list, n, sizeof(*list), in_table_order);
	for (size_t i = 0; !err && i < n; i++)
		err = plan_add_variant(p, list[i].name, &list[i].v);
	free(list);
	return err;
}

static int no_kernel(const char *build, const char *name, const char *kernel,
		     char *why, size_t len)
{
	struct nearest near = { .word = name };
	struct found *list = NULL;
	char meant[96], said[200];
	size_t n = 0;

	find_built(build, &list, &n, said, sizeof(said));
	for (size_t i = 0; i < n; i++)
		nearest_see(&near, list[i].name);
	free(list);
	return plan_complain(why, len, "variant %s: no kernel in %s/kernels/%s%s",
			     name, build, kernel, nearest_text(&near, meant));
}

int plan_choose_variants(struct plan *p, const struct plan_request *rq,
			   char *why, size_t len)
{
	char *list, *save, *tok;
	int err;

	if (!rq->variants) {
		err = built_variants(p, rq->build, why, len);
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
			err = no_kernel(rq->build, tok, kernel, why, len);
		else
			err = plan_take_variant(p, rq->build, tok, why, len);
	}
	free(list);
	if (!err && !p->nvariants)
		err = plan_complain(why, len, "no variants named");
	return err;
}
