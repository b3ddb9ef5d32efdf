// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * init of the emulated L1 and of the Linux L2: brings the system up, runs
 * what the kernel command line asks for (docs/architecture.md) in a child
 * under a limit of virtual time, and ends with an end marker and power off
 * whatever happened.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cell.h"
#include "files.h"
#include "gtt2m.h"
#include "guest/guest.h"
#include "guest/traps.h"
#include "host/alone.h"
#include "host/gpucount.h"
#include "host/host.h"
#include "host/kmemleak.h"
#include "host/point.h"
#include "host/selftest.h"
#include "metal/full.h"
#include "metal/metal.h"
#include "rec.h"
#include "rng.h"
#include "sys.h"
#include "verbs/verbs.h"

/* Virtual seconds; a Linux guest in L1 takes most of a minute. */
#define LIMIT_PROBE 240
#define LIMIT_GUEST 900

#define HUGE_SYS "/sys/kernel/mm/hugepages"

struct job {
	struct cell cell;
	bool ill;		/* the kernel is: no orderly power off */
	char words[1024];	/* what was said at the point (host/point.h) */
	const char *scenario;
	uint64_t seed;
};

static const struct {
	const char *fs, *dir, *opts;
	bool needed;
	const char *where;	/* only where this exists */
} mounts[] = {
	{ "devtmpfs", "/dev", NULL, true, NULL },
	{ "proc", "/proc", NULL, true, NULL },
	{ "sysfs", "/sys", NULL, true, NULL },
	{ "tmpfs", "/tmp", NULL, true, NULL },
	{ "tmpfs", "/run", NULL, true, NULL },
	{ "debugfs", "/sys/kernel/debug", NULL, false, NULL },
	{ "tracefs", "/sys/kernel/tracing", NULL, false, NULL },
	{ "hugetlbfs", "/dev/hugepages", "pagesize=2M", false,
	  HUGE_SYS "/hugepages-2048kB" },
	{ "hugetlbfs", "/dev/hugepages1G", "pagesize=1G", false,
	  HUGE_SYS "/hugepages-1048576kB" },
};

static int mount_all(struct cell *c)
{
	size_t i;
	int ret;

	for (i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		if (mounts[i].where && !sys_exists(mounts[i].where))
			continue;
		ret = sys_mount(mounts[i].fs, mounts[i].dir, mounts[i].opts);
		if (ret && mounts[i].needed)
			return cell_fail(c, ret, "mount %s", mounts[i].dir);
	}
	return 0;
}

static void open_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);
	int i;

	for (i = 0; fd >= 0 && i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

/*
 * Nothing may wait for entropy: under icount an idle CPU lets virtual time
 * race ahead. The pool gets its bits from the cell's seed.
 */
static int seed_entropy(uint64_t seed)
{
	enum { BYTES = 64 };
	union {		/* a header and, right behind it, the bytes */
		struct rand_pool_info info;
		uint8_t room[sizeof(struct rand_pool_info) + BYTES];
	} pool = { .info = { .entropy_count = 8 * BYTES, .buf_size = BYTES } };
	struct rng r;
	int fd, ret;

	rng_seed(&r, seed);
	rng_fill(&r, pool.info.buf, BYTES);
	fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = ioctl(fd, RNDADDENTROPY, &pool) || ioctl(fd, RNDRESEEDCRNG) ?
		-errno : 0;
	close(fd);
	return ret;
}

static bool is_metal(void)
{
	return !strcmp(cmdline_get("gtt2m.role", "host"), "metal");
}

static int bring_up(struct job *job)
{
	struct rlimit no_limit = { RLIM_INFINITY, RLIM_INFINITY };
	int ret = mount_all(&job->cell);

	if (ret)
		return ret;
	open_console();
	job->seed = cmdline_u64("gtt2m.seed", 1);
	job->scenario = cmdline_get("gtt2m.cell", "");
	/* on metal the cells write their records to files */
	ret = is_metal() ? 0 : rec_open(REC_PORT);
	if (ret)
		return cell_fail(&job->cell, ret, "record port " REC_PORT);
	ret = seed_entropy(job->seed);
	if (ret)
		return cell_fail(&job->cell, ret, "seeding the entropy pool");
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("HOME", "/tmp", 1);
	setenv("LC_ALL", "C", 1);
	setrlimit(RLIMIT_MEMLOCK, &no_limit);
	/* A fixed address layout: what a seed places, it places again. */
	sys_write("/proc/sys/kernel/randomize_va_space", "0");
	return 0;
}

/*
 * The console is slow in virtual time, and GVT-g prints an error for each
 * entry that it refuses: while a cell runs, only what is worse than an
 * error goes there (an oops turns all on). The log's end follows when
 * something was wrong.
 */
static void quiet_console(void)
{
	sys_write("/proc/sys/kernel/printk", "3");
}

static void dump_log(void)
{
	enum { READ_ALL = 3, LEN = 1 << 16 };
	char *text = malloc(LEN);
	int n = text ? klogctl(READ_ALL, text, LEN) : 0;

	if (n > 0)
		fwrite(text, 1, n, stderr);
	free(text);
}

/* Several, separated by commas, share a boot until one makes it ill. */
static int run_cells(struct job *job)
{
	char list[1024], *name, *save;
	int ret = 0;

	snprintf(list, sizeof(list), "%s", job->scenario);
	if (!list[0])
		return cell_fail(&job->cell, -EINVAL, "no gtt2m.cell given");
	for (name = strtok_r(list, ",", &save); name && !ret && !job->ill;
	     name = strtok_r(NULL, ",", &save)) {
		cell_phase(&job->cell, name);
		ret = scenario_cell(&job->cell, name, job->seed, &job->ill);
	}
	return ret;
}

/* Virtual ns that the role and the scenario may take. */
static uint64_t limit_of(const struct job *job, bool is_long)
{
	bool long_one = is_long || cell_guest(job->scenario);

	return cmdline_u64("gtt2m.limit", long_one ? LIMIT_GUEST :
			   LIMIT_PROBE) * NSEC_PER_SEC;
}

/* What had to be the same for all cells is done: now this one. */
static int take_cell(struct job *job)
{
	int ret = point_pass(job->words, sizeof(job->words));

	if (!ret)
		ret = point_files();
	if (ret)
		return cell_fail(&job->cell, ret, "the cell's words and files");
	job->scenario = cmdline_get("gtt2m.cell", "");
	job->seed = cmdline_u64("gtt2m.seed", 1);
	job->cell.limit_ns = limit_of(job, false);
	ret = seed_entropy(job->seed);
	return ret ? cell_fail(&job->cell, ret, "seeding the entropy pool") : 0;
}

static int host_job(void *arg)
{
	static struct gen9_counters before, after;
	struct job *job = arg;
	json_t *leaks;
	bool model;
	int ret;

	cell_phase(&job->cell, "loading modules");
	ret = gvt_load(&job->cell);
	if (!ret && cmdline_u64("gtt2m.point", 0))
		ret = take_cell(job);
	if (ret)
		return ret;
	rec_time("gvt-ready", clock_ns());
	model = gpucount_read(&before) == 0;
	ret = run_cells(job);
	leaks = job->ill ? NULL : kmemleak_record();
	if (leaks)
		rec_emit(leaks);
	if (model && !gpucount_read(&after)) {
		rec_emit(gpucount_record(&before, &after));
		rec_emit(json_pack("{ss so}", "type", "unmodelled", "met",
				   gpucount_unmodelled()));
	}
	return ret;
}

static int guest_job(void *arg)
{
	struct job *job = arg;

	cell_phase(&job->cell, "guest");
	return guest_main(&job->cell);
}

/* The group is named like a cell; no GVT-g: i915 is loaded by the test. */
static int selftest_job(void *arg)
{
	struct job *job = arg;

	cell_phase(&job->cell, job->scenario);
	return selftest_cell(&job->cell, job->scenario);
}

/* Programs of other folk, on a host with GVT-g. */
static int alone_job(void *arg)
{
	struct job *job = arg;
	int ret;

	cell_phase(&job->cell, "loading modules");
	ret = gvt_load(&job->cell);
	return ret ? ret : alone_cell(&job->cell, job->scenario, job->seed);
}

/* The owner's machine, whose first contact is rehearsed: the file as it is. */
static int full_job(void *arg)
{
	const struct full_options o = { .path = "/contact.jsonl",
		.minutes = cmdline_u64("gtt2m.minutes", 1) };
	struct job *job = arg;
	char why[256] = "", *text = NULL;
	size_t len;
	int ret;

	cell_phase(&job->cell, "loading modules");
	ret = gvt_load(&job->cell);
	if (ret)
		return ret;
	cell_phase(&job->cell, "check --full");
	ret = full_check(&o, why, sizeof(why));
	if (ret)
		cell_fail(&job->cell, ret, "%s", why);
	/* what was measured before it failed, too */
	if (!file_read(o.path, &text, &len))
		ret = file_write(REC_PORT, text, len) ?: ret;
	free(text);
	return ret;
}

static const struct role {
	const char *name;
	int (*fn)(void *arg);
	bool is_long;
} roles[] = {
	{ "host", host_job, false },
	{ "guest", guest_job, true },
	{ "selftest", selftest_job, true },
	{ "alone", alone_job, false },
	{ "full", full_job, true },
};

static const struct role *find_role(const char *name)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (!strcmp(roles[i].name, name))
			return &roles[i];
	return &roles[0];
}

static void run_role(struct job *job)
{
	const struct role *role = find_role(cmdline_get("gtt2m.role", "host"));
	struct cell_end end;

	quiet_console();
	cmdline_hand(job->words);
	cell_run(&job->cell, role->fn, job, limit_of(job, role->is_long),
		 10 * NSEC_PER_SEC, &end);
	job->ill |= end.ill || end.stuck;
	rec_emit(json_pack("{s:s, s:o}", "type", "kernel",
			   "complaints", kmsg_json(&end.kmsg)));
	if (cmdline_u64("gtt2m.dmesg", 0))
		rec_emit(json_pack("{ss so}", "type", "dmesg", "lines",
				   kmsg_warnings()));
	rec_end(end.status == 0, job->cell.why);
	if (end.status || kmsg_ill(&end.kmsg))
		dump_log();
}

/* A boot of a walk through the variants: the run lies on a disk. */
static void run_metal(struct job *job)
{
	char why[512] = "";

	quiet_console();
	cell_phase(&job->cell, "loading modules");
	if (!gvt_load(&job->cell) && metal_init(why, sizeof(why)))
		cell_fail(&job->cell, 0, "%s", why);
	fprintf(stderr, "gtt2m init: the walk %s%s\n",
		job->cell.why[0] ? "failed: " : "is done", job->cell.why);
	/* back to what the machine boots by itself */
	reboot(RB_AUTOBOOT);
}

static int cmd_init(int argc, char **argv)
{
	struct job *job;

	if (getpid() != 1) {
		fprintf(stderr, "gtt2m init: only as process 1\n");
		return EXIT_HARNESS;
	}
	umask(022);
	job = cell_shared(sizeof(*job));
	if (!job)
		sys_poweroff(false);
	if (bring_up(job))
		rec_end(false, job->cell.why);
	else if (is_metal())
		run_metal(job);
	else
		run_role(job);
	if (job->cell.why[0])
		fprintf(stderr, "gtt2m init: %s\n", job->cell.why);
	sys_poweroff(!job->ill);
}

const struct verb verb_init = {
	.name = "init", .fn = cmd_init, .internal = true,
	.help = "init of the emulated machine and of its guests",
	.usage = "(as process 1 only)",
};
