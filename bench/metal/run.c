// SPDX-License-Identifier: GPL-2.0-or-later
/* run.c - the part of a run that belongs to this boot, and the way on. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "lib/sys.h"
#include "metal.h"
#include "run/spec.h"
#include "run/run.h"

#define DISK "/disk"
/* For a controller to find its disks, s. */
#define DISK_WAIT_S 20

int metal_begin(const struct plan *p, const char *build, bool next,
		struct metal_boot *b, char *why, size_t len)
{
	unsigned int missing;

	memset(b, 0, sizeof(*b));
	sys_read("/proc/cmdline", b->cmdline, sizeof(b->cmdline));
	b->variant = metal_variant(p, build, why, len);
	if (b->variant >= 0)
		fprintf(stderr, "booted: %s\n", p->variants[b->variant]);
	else
		fprintf(stderr, "%s\n", why);
	missing = metal_check(stderr, next, b->variant >= 0);
	if (missing) {
		snprintf(why, len, "%u thing%s missing on this machine, see above",
			 missing, missing == 1 ? " is" : "s are");
		return -ENODEV;
	}
	if (b->variant >= 0 || next)
		return 0;
	metal_variant(p, build, why, len);
	return -ENOENT;
}

bool metal_here(const struct plan *p, const struct plan_cell *c,
		const void *boot)
{
	const struct metal_boot *b = boot;

	return metal_fits(p, c, b->variant, b->cmdline);
}

static int boot_next(const char *dir, const struct plan *p,
		     const struct plan_cell *c, const char *build, char *why,
		     size_t len)
{
	bool guest = false;
	char *initrd = path_join(dir, "next.cpio");
	int err = initrd ? 0 : -ENOMEM;

	for (size_t k = 0; k < p->nscenarios; k++)
		guest |= p->scenarios[k].guest;
	if (!err)
		err = spec_images(build, p->variants[c->variant], guest, "metal",
				  initrd, why, len);
	if (!err) {
		fprintf(stderr, "next boot: %s %s\n", p->variants[c->variant],
			p->scenarios[c->scenario].append);
		err = metal_kexec(p, c, build, dir, initrd, why, len);
	}
	if (initrd)
		unlink(initrd);
	free(initrd);
	return err;
}

int metal_end(const char *dir, const struct plan *p, const char *build,
	      bool next, char *why, size_t len)
{
	const struct plan_cell *c;
	unsigned int first;
	int n = run_missing_from(dir, &first, why, len);

	if (n <= 0)
		return n;
	c = &p->cells[first];
	if (next)
		return boot_next(dir, p, c, build, why, len);
	snprintf(why, len, "%d cells need another boot: start "
		"%s/kernels/%s/bzImage with \"%s\" and run the same command "
		"again, or use NEXT=kexec",
		 n, build, p->variants[c->variant],
		 p->scenarios[c->scenario].append);
	return -EAGAIN;
}

static int mount_disk(char *why, size_t len)
{
	const char *disk = cmdline_get("gtt2m.disk", ""), *fs;
	char dev[256];
	int ret = -1;

	snprintf(dev, sizeof(dev), "%s", disk);
	fs = cmdline_get("gtt2m.fs", "ext4");
	sys_mkdirs(DISK);
	for (int i = 0; i < DISK_WAIT_S * 10 && ret; i++) {
		ret = mount(dev, DISK, fs, 0, NULL);
		if (ret)
			usleep(100000);
	}
	if (ret) {
		snprintf(why, len, "%s (%s): %s", dev, fs, strerror(errno));
		return -errno;
	}
	return 0;
}

/* The very program that the run was started with. */
static int go_on(char *why, size_t len)
{
	char dir[300], build[300], run[300], program[700];
	char *argv[] = { program, "run", "--next", "kexec", "--build", build,
			 "--resume", run, NULL };
	int status;
	pid_t pid;

	snprintf(dir, sizeof(dir), DISK "%s", cmdline_get("gtt2m.cwd", "/"));
	snprintf(build, sizeof(build), "%s", cmdline_get("gtt2m.build", "build"));
	snprintf(run, sizeof(run), "%s", cmdline_get("gtt2m.run", ""));
	snprintf(program, sizeof(program), "%s",
		 cmdline_get("gtt2m.program", "build/gtt2m"));
	if (chdir(dir)) {
		snprintf(why, len, "%s: %s", dir, strerror(errno));
		return -errno;
	}
	pid = fork();
	if (!pid) {
		execv(program, argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -errno;
	chdir("/");
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	snprintf(why, len, "%s run ended with %d", program,
		 WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
	return -EIO;
}

int metal_init(char *why, size_t len)
{
	int ret = mount_disk(why, len);

	if (ret)
		return ret;
	ret = go_on(why, len);
	sync();
	umount(DISK);
	return ret;
}
