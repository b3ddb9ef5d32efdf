// SPDX-License-Identifier: GPL-2.0-or-later
/* next.c - the next boot of a walk through the variants, by kexec. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/sys.h"
#include "metal.h"
#include "records/env.h"

static bool has_word(const char *list, const char *word, size_t n)
{
	for (const char *p = list; (p = strstr(p, word)); p++)
		if ((p == list || p[-1] == ' ') &&
		    strchr(" \n", p[n]) != NULL)
			return true;
	return false;
}

/* For each word of a list: fn(word, len, arg) until it says false. */
static bool each_word(const char *list,
		      bool (*fn)(const char *word, size_t n, void *arg),
		      void *arg)
{
	while (*list) {
		size_t n = strcspn(list, " \n");

		if (n && !fn(list, n, arg))
			return false;
		list += n + (list[n] != 0);
	}
	return true;
}

struct fit {
	const char *mine, *cmdline;
};

/* A word some scenario wants: booted with it if and only if I want it. */
static bool agrees(const char *word, size_t n, void *arg)
{
	const struct fit *f = arg;
	char w[128];

	snprintf(w, sizeof(w), "%.*s", (int)n, word);
	return has_word(f->mine, w, strlen(w)) ==
	       has_word(f->cmdline, w, strlen(w));
}

bool metal_fits(const struct plan *p, const struct plan_cell *c, int variant,
		const char *cmdline)
{
	struct fit f = { p->scenarios[c->scenario].append, cmdline };

	if ((int)c->variant != variant)
		return false;
	for (size_t k = 0; k < p->nscenarios; k++)
		if (!each_word(p->scenarios[k].append, agrees, &f))
			return false;
	return true;
}

struct keep {
	const struct plan *p;
	char *out;
	size_t len;
};

static bool wanted_by_some(const struct plan *p, const char *word)
{
	for (size_t k = 0; k < p->nscenarios; k++)
		if (has_word(p->scenarios[k].append, word, strlen(word)))
			return true;
	return false;
}

/* This boot's own words, without those of a scenario or of this program. */
static bool keep_word(const char *word, size_t n, void *arg)
{
	static const char *const drop[] = { "gtt2m.", "root=", "initrd=",
					    "BOOT_IMAGE=", "ro", "quiet",
					    "splash", "rw" };
	struct keep *k = arg;
	size_t used = strlen(k->out);
	char w[256];

	snprintf(w, sizeof(w), "%.*s", (int)n, word);
	for (size_t i = 0; i < sizeof(drop) / sizeof(drop[0]); i++) {
		size_t d = strlen(drop[i]);

		if (!strncmp(w, drop[i], d) &&
		    (strchr(".=", drop[i][d - 1]) || !w[d]))
			return true;
	}
	if (!wanted_by_some(k->p, w))
		snprintf(k->out + used, k->len - used, "%s ", w);
	return true;
}

void metal_cmdline(const struct plan *p, const struct plan_cell *c,
		   const char *now, const struct metal_place *at, char *out,
		   size_t len)
{
	const char *append = p->scenarios[c->scenario].append;
	struct keep k = { p, out, len };
	size_t used;

	out[0] = 0;
	each_word(now, keep_word, &k);
	used = strlen(out);
	snprintf(out + used, len - used,
		 "%s%sgtt2m.role=metal gtt2m.variant=%s gtt2m.disk=%s "
		 "gtt2m.fs=%s gtt2m.cwd=%s gtt2m.program=%s gtt2m.build=%s "
		 "gtt2m.run=%s", append, *append ? " " : "",
		 p->variants[c->variant], at->disk, at->fs, at->cwd,
		 at->program, at->build, at->run);
}

/* What kernel/config/metal.config has drivers for. */
static bool is_plain(const char *disk)
{
	return !strncmp(disk, "/dev/sd", 7) || !strncmp(disk, "/dev/nvme", 9);
}

/* The block device, type and path inside of the file system path lies on. */
static int find_mount(const char *path, char *disk, char *fs, char *inside,
		      size_t len)
{
	char line[1024], where[512], root[512], type[64], source[256];
	FILE *f = fopen("/proc/self/mountinfo", "re");
	size_t best = 0;

	strcpy(disk, "no device");
	strcpy(fs, "none");
	while (f && fgets(line, sizeof(line), f)) {
		const char *dash = strstr(line, " - ");
		size_t n;

		if (!dash || sscanf(line, "%*s %*s %*s %511s %511s", root,
				    where) != 2 ||
		    sscanf(dash, " - %63s %255s", type, source) != 2)
			continue;
		n = strcmp(where, "/") ? strlen(where) : 0;
		if (strncmp(path, where, n) || (path[n] != '/' && path[n]) ||
		    n + 1 <= best)
			continue;
		best = n + 1;
		snprintf(disk, len, "%s", source);
		snprintf(fs, len, "%s", type);
		if ((size_t)snprintf(inside, len, "%s%.500s", strcmp(root, "/") ?
				     root : "", path + n) >= len)
			best = 0;
	}
	if (f)
		fclose(f);
	return best && is_plain(disk) &&
	       (!strcmp(fs, "ext4") || !strcmp(fs, "vfat")) ? 0 : -ENODEV;
}

/* path without cwd in front of it; the next boot has another cwd. */
static const char *below(const char *cwd, const char *path)
{
	size_t n = strlen(cwd);

	if (path[0] != '/')
		return path;
	return !strncmp(path, cwd, n) && path[n] == '/' ? path + n + 1 : NULL;
}

struct place {
	char cwd[900], program[900], disk[1024], fs[1024], inside[1024];
};

/* Where all this lies, as the next boot will find it. */
static int find_place(struct place *w, struct metal_place *at, char *why,
		      size_t len)
{
	ssize_t n = readlink("/proc/self/exe", w->program,
			     sizeof(w->program) - 1);
	int ret;

	if (!getcwd(w->cwd, sizeof(w->cwd)) || n < 0)
		return -errno;
	w->program[n] = 0;
	ret = find_mount(w->cwd, w->disk, w->fs, w->inside, sizeof(w->disk));
	if (ret) {
		snprintf(why, len, "%s is not on a plain partition with ext4 or "
			 "vfat (%s, %s): the next kernel could not mount it",
			 w->cwd, w->disk, w->fs);
		return ret;
	}
	*at = (struct metal_place){ w->disk, w->fs, w->inside,
		below(w->cwd, w->program), below(w->cwd, at->build),
		below(w->cwd, at->run) };
	if (!at->program || !at->build || !at->run) {
		snprintf(why, len, "program, build folder and results must be "
			"below %s", w->cwd);
		return -EINVAL;
	}
	return 0;
}

/* For services to end, each of which systemd gives 90 s. */
#define GOING_DOWN_S 300

/*
 * Into what kexec has loaded. A distribution ends its services and unmounts its
 * file systems first, as for any reboot; our own init has neither. Returns only
 * if that did not work.
 */
static int start_loaded(char *why, size_t len)
{
	bool systemd = sys_exists("/run/systemd/system");
	char *orderly[] = { "systemctl", "kexec", NULL };
	char *at_once[] = { "kexec", "-e", NULL };
	char out[512];
	int ret;

	sync();
	ret = sys_run(systemd ? orderly : at_once, 120 * NSEC_PER_SEC, out,
		      sizeof(out));
	if (systemd && !ret) {
		fprintf(stderr, "this system goes down, and the next boot goes on\n");
		sleep(GOING_DOWN_S);
		snprintf(out, sizeof(out), "still here after %u s", GOING_DOWN_S);
	}
	snprintf(why, len, "%s %s: status %d: %.300s",
		 systemd ? orderly[0] : at_once[0],
		 systemd ? orderly[1] : at_once[1], ret, out);
	return -EIO;
}

int metal_kexec(const struct plan *p, const struct plan_cell *c,
		const char *build, const char *dir, const char *initrd,
		char *why, size_t len)
{
	char now[2048] = "", line[6144], kdir[512], image[600], rd[800], cmd[6200];
	char out[512];
	char *load[] = { "kexec", "-l", image, rd, cmd, NULL };
	struct metal_place at = { .build = build, .run = dir };
	struct place w;
	int ret = find_place(&w, &at, why, len);

	if (ret)
		return ret;
	sys_read("/proc/cmdline", now, sizeof(now));
	metal_cmdline(p, c, now, &at, line, sizeof(line));
	env_kernel_dir(build, p->variants[c->variant], kdir, sizeof(kdir));
	snprintf(image, sizeof(image), "%s/bzImage", kdir);
	snprintf(rd, sizeof(rd), "--initrd=%s", initrd);
	snprintf(cmd, sizeof(cmd), "--command-line=%s", line);
	ret = sys_run(load, 120 * NSEC_PER_SEC, out, sizeof(out));
	if (ret) {
		snprintf(why, len, "kexec -l %s: %.300s", image, out);
		return -EIO;
	}
	/* it is in memory now */
	unlink(initrd);
	return start_loaded(why, len);
}
