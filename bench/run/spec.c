// SPDX-License-Identifier: GPL-2.0-or-later
/* spec.c - from a plan's cell to all that its boot needs; see spec.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "plan/catalog.h"
#include "records/env.h"
#include "spec.h"

/* The images of a boot, to be joined. */
struct images {
	char path[SPEC_IMAGES][SPEC_PATH];
	size_t n;
};

/* snprintf() that does not cut: 0 or -ENAMETOOLONG. */
static int put(char *out, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int put(char *out, size_t len, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(out, len, fmt, ap);
	va_end(ap);
	return n < 0 || (size_t)n >= len ? -ENAMETOOLONG : 0;
}

static int join_images(const char *path, char part[][SPEC_PATH], size_t n,
		       char *why, size_t len)
{
	char tmp[2 * SPEC_PATH + 8];
	int fd, err = 0;

	snprintf(tmp, sizeof(tmp), "%s.new", path);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		err = -errno;
		snprintf(why, len, "%s: %s", tmp, strerror(-err));
		return err;
	}
	for (size_t i = 0; !err && i < n; i++) {
		err = file_concat(fd, part[i]);
		if (err)
			snprintf(why, len, "%s to %s: %s", part[i], tmp,
				 strerror(-err));
	}
	close(fd);
	if (!err && rename(tmp, path)) {
		err = -errno;
		snprintf(why, len, "%s: %s", path, strerror(-err));
	}
	if (err)
		unlink(tmp);
	return err;
}

static int add_image(struct images *m, const char *build, const char *kind,
		     const char *name)
{
	return put(m->path[m->n++], SPEC_PATH, "%s/images/%s%s.cpio", build,
		   kind, name);
}

static int list_images(struct images *m, const char *build,
		       const char *variant, bool guest, const char *extra)
{
	char dir[512];
	int err;

	m->n = 0;
	env_kernel_dir(build, variant, dir, sizeof(dir));
	err = add_image(m, build, "", "l1");
	if (!err)
		err = add_image(m, build, "modules-", strrchr(dir, '/') + 1);
	if (!err && guest)
		err = add_image(m, build, "", "guest");
	if (!err && extra)
		err = add_image(m, build, "", extra);
	return err;
}

int spec_images(const char *build, const char *variant, bool guest,
		const char *extra, const char *path, char *why, size_t len)
{
	struct images m;
	int err = list_images(&m, build, variant, guest, extra);

	if (err) {
		snprintf(why, len, "%.300s/images: %s", build, strerror(-err));
		return err;
	}
	return join_images(path, m.path, m.n, why, len);
}

int spec_initrd(const struct cell_spec *s, char *why, size_t len)
{
	struct images m = { .n = s->nimages };

	if (!s->nimages || access(s->initrd, R_OK) == 0)
		return 0;
	memcpy(m.path, s->image, sizeof(m.path));
	return join_images(s->initrd, m.path, m.n, why, len);
}

void spec_release(const struct cell_spec *s)
{
	if (s->own_initrd)
		unlink(s->initrd);
}

/*
 * l1 + modules of the variant [+ guest or perf], once a run and variant; with
 * an image of user space, which is hundreds of MiB, while the cell runs.
 */
static int settle_images(struct cell_spec *s, const struct spec_run *r,
			 const struct plan_scenario *row)
{
	const char *image = row->image;
	struct images m;
	int err;

	if (s->machine->metal)
		return 0;
	s->own_initrd = *image;
	err = list_images(&m, r->build, s->variant, s->guest,
			  row->perf ? "perf" : *image ? image : NULL);
	if (!err && s->own_initrd)
		err = put(s->initrd, sizeof(s->initrd), "%s/initrd.cpio",
			  s->dir);
	else if (!err)
		err = put(s->initrd, sizeof(s->initrd), "%s%s/%s%s.cpio",
			  r->tmp ?: r->dir, r->tmp ? "" : "/tmp", s->variant,
			  s->guest ? "+guest" : row->perf ? "+perf" : "");
	memcpy(s->image, m.path, sizeof(s->image));
	s->nimages = m.n;
	return err;
}

static int settle_start(struct cell_spec *s, const struct spec_run *r,
			const char *append)
{
	const struct machine *m = s->machine;
	char dir[512];
	int err = 0;

	env_kernel_dir(r->build, s->variant, dir, sizeof(dir));
	if (m->program)
		err = put(s->program, sizeof(s->program), "%s/%s", r->build,
			  m->program);
	if (!err)
		err = put(s->kernel, sizeof(s->kernel), "%s/bzImage", dir);
	if (!err && r->gpu_params)
		err = put(s->gpu, sizeof(s->gpu), ",params=%s", r->gpu_params);
	if (!err)
		err = put(s->append, sizeof(s->append),
			  "%s%sgtt2m.role=host gtt2m.cell=%s gtt2m.seed=%llu%s%s",
			  m->append, *m->append ? " " : "", s->bare,
			  (unsigned long long)s->seed, *append ? " " : "",
			  append);
	return err;
}

static int settle_log(struct cell_spec *s, const struct spec_run *r)
{
	int err = put(s->log, sizeof(s->log), "logs/%04u-%s-%s-s%llu", s->index,
		      s->variant, s->scenario, (unsigned long long)s->seed);

	for (char *p = s->log; *p; p++)
		if (*p == ':')
			*p = '-';
	return err ? err : put(s->dir, sizeof(s->dir), "%s/%s", r->dir, s->log);
}

/* Counting takes time there: nobody compares its times. */
static bool is_census(const struct cell_spec *s)
{
	struct catalog_row row;

	return catalog_find(s->bare, &row) && row.census;
}

/*
 * Times of guests are shown as intervals: what their GPU does is recorded. A
 * comma would end the file's name for QEMU.
 */
static int settle_trace(struct cell_spec *s)
{
	size_t n = strlen(s->gpu);

	s->traced = s->guest && s->machine->exact && !is_census(s) &&
		    !strchr(s->dir, ',');
	return !s->traced ? 0 : put(s->gpu + n, sizeof(s->gpu) - n,
				    ",trace=%s/" SPEC_TRACE, s->dir);
}

int spec_make(struct cell_spec *s, const struct spec_run *r,
	      const struct plan_cell *c, char *why, size_t len)
{
	const struct plan_scenario *row = &r->plan->scenarios[c->scenario];
	const struct machine *m = plan_cell_machine(r->plan, c, r->machine);
	int err = m ? 0 : -ENOENT;

	*s = (struct cell_spec){
		.run = r->run, .env = r->env,
		.variant = r->plan->variants[c->variant], .scenario = row->name,
		.index = c->index, .block = c->block, .seed = c->seed,
		.machine = m, .guest = row->guest, .crash = row->crash,
	};
	if (err) {
		snprintf(why, len, "%s: no such machine here", row->name);
		return err;
	}
	s->limit_s = plan_cell_cap_s(r->plan, r->machine, c);
	s->linger_s = m->linger_s;
	s->spins = plan_may_spin(row->name);
	plan_bare_name(row->name, s->bare, sizeof(s->bare));
	plan_cell_name(r->plan, c, s->name, sizeof(s->name));
	err = settle_start(s, r, row->append);
	if (!err)
		err = settle_log(s, r);
	if (!err)
		err = settle_trace(s);
	if (!err)
		err = settle_images(s, r, row);
	if (err)
		snprintf(why, len, "%s: %s", s->name, strerror(-err));
	return err;
}
