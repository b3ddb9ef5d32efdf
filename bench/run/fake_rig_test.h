/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake_rig_test.h - for tests: a build folder, a run's folder and a machine that
 * is a shell script (bench/testdata/fake-l1.sh).
 */
#ifndef GTT2M_FAKE_RIG_H
#define GTT2M_FAKE_RIG_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "records/env.h"
#include "report/precision.h"
#include "report/report.h"
#include "run.h"
#include "test.h"

static const char *const fake_argv[] = {
	"/usr/bin/env", "bash", "bench/testdata/fake-l1.sh", "{cell}", "{seed}",
	"{console}", "{records}", "{initrd}", "{append}", NULL
};

static const struct machine fake = {
	.name = "fake", .level = "FAKE MACHINE (a test of the suite): no result",
	.clock = "none", .exact = true, .append = "", .argv = fake_argv,
	.probe_s = 1, .guest_s = 1, .probe_cap_s = 3600, .guest_cap_s = 3600,
	.linger_s = 1,
};

/* The machine of run(): for cells that end by themselves, however late. */
static const struct machine *rig = &fake;

static char tmp[64], build[96], dir[96];

static inline void put_file(const char *path, const char *text)
{
	char full[256];

	snprintf(full, sizeof(full), "%s/%s", tmp, path);
	assert_int_equal(file_write(full, text, strlen(text)), 0);
}

static inline void make_kernel(const char *variant)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/kernels/%s", build, variant);
	assert_int_equal(dir_make(path), 0);
	snprintf(path, sizeof(path), "build/kernels/%s/bzImage", variant);
	put_file(path, variant);
	snprintf(path, sizeof(path), "build/kernels/%s/config", variant);
	put_file(path, "CONFIG_FAKE=y\n");
	snprintf(path, sizeof(path), "build/kernels/%s/info", variant);
	put_file(path, "version 6.1.192\ntoolchain gcc 12\npatch 0123456789abcdef 0001-a.patch\npatch 1123456789abcdef 0002-b.patch\n");
	snprintf(path, sizeof(path), "build/images/modules-%s.cpio", variant);
	put_file(path, "modules");
}

static inline int set_up(void **state)
{
	char path[128];

	strcpy(tmp, "/tmp/gtt2m-run-XXXXXX");
	if (!mkdtemp(tmp))
		return -1;
	snprintf(build, sizeof(build), "%s/build", tmp);
	snprintf(dir, sizeof(dir), "%s/results/one", tmp);
	snprintf(path, sizeof(path), "%s/images", build);
	dir_make(path);
	put_file("build/images/l1.cpio", "l1");
	put_file("build/images/guest.cpio", "guest");
	make_kernel("stock");
	make_kernel("baseline");
	make_kernel("unsafe");
	make_kernel("slow");
	make_kernel("other");
	return 0;
}

static inline int tear_down(void **state)
{
	char cmd[128];

	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", tmp);
	return system(cmd);
}
AROUND_EACH(set_up, tear_down);

/* Every variant named runs every scenario named, in every block. */
static inline void make_plan(struct plan *p, const char *variants,
		      const char *scenarios, unsigned int blocks)
{
	json_t *vs = json_array(), *ss = json_array(), *cells = json_array(), *j;
	char *v = strdup(variants), *s = strdup(scenarios), *save, why[128];
	size_t i, k;
	json_t *a, *b;

	for (char *t = strtok_r(v, ",", &save); t; t = strtok_r(NULL, ",", &save))
		json_array_append_new(vs, json_string(t));
	for (char *t = strtok_r(s, ",", &save); t; t = strtok_r(NULL, ",", &save))
		json_array_append_new(ss, json_pack(
			"{ss ss sb sb sb si sf ss s{} ss}", "name", t,
			"desc", "", "guest", !strncmp(t, "guest:", 6),
			"crash", !strcmp(t, "crashes"), "primary", 1,
			"blocks", (int)blocks, "margin", 0.01, "append", "",
			"expect", "why", ""));
	for (unsigned int block = 0; block < blocks; block++)
		json_array_foreach(ss, i, a)
			json_array_foreach(vs, k, b)
				json_array_append_new(cells, json_pack(
					"{si si si sO sO}",
					"index", (int)json_array_size(cells),
					"block", block, "seed", block + 1,
					"variant", b, "scenario",
					json_object_get(a, "name")));
	j = json_pack("{si ss ss si si ss so so so}", "schema", PLAN_SCHEMA,
		      "profile", "test", "machine", "fake", "seeds", 0,
		      "order_seed", 1, "primary_load", "blit-stream/steady",
		      "variants", vs, "scenarios", ss, "cells", cells);
	assert_int_equal(plan_from_json(p, j, why, sizeof(why)), 0);
	json_decref(j);
	free(v);
	free(s);
}

static inline enum run_end run_with(const struct plan *p,
				    const struct run_options *o, char *why)
{
	struct env_where w = { .build = build };
	json_t *env = env_collect(p, rig, &w, why, RUN_WHY);
	enum run_end end;

	assert_non_null(env);
	end = run_cells(p, rig, env, o, why, RUN_WHY);
	json_decref(env);
	return end;
}

static inline enum run_end run(const struct plan *p, unsigned int jobs, char *why)
{
	const struct run_options o = { .dir = dir, .build = build, .jobs = jobs,
				       .enough = precision_reached };

	return run_with(p, &o, why);
}

/* The same in a process of its own, to be killed. */
static inline pid_t run_apart(const struct plan *p, unsigned int jobs)
{
	pid_t pid = fork();
	char why[RUN_WHY];

	if (!pid)
		_exit(run(p, jobs, why));
	assert_true(pid > 0);
	return pid;
}

static inline unsigned int count_lines(const char *name, const char *with)
{
	char *path = path_join(dir, name), *text, *p;
	unsigned int n = 0;
	size_t len;

	if (!file_read(path, &text, &len)) {
		for (p = text; (p = strstr(p, with)); p++)
			n++;
		free(text);
	}
	free(path);
	return n;
}

static inline unsigned int ended(void)
{
	return count_lines("records.jsonl", "\"kind\":\"cell\"");
}

static inline void nap_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* Until n cells have ended; a run that hangs is ended from outside. */
static inline void await_ended(unsigned int n)
{
	while (ended() < n)
		nap_ms(20);
}

/*
 * Of the cells of "gated" the first n to start go on, the others wait for a
 * gate that is open. n < 0: it is.
 */
static inline void set_gate(int n)
{
	char text[16], path[128];

	snprintf(text, sizeof(text), "%d\n", n);
	snprintf(path, sizeof(path), "%s/gate", tmp);
	if (n < 0)
		unlink(path);
	else
		put_file("gate", text);
}

#endif
