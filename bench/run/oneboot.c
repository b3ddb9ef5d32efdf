// SPDX-License-Identifier: GPL-2.0-or-later
/* oneboot.c - one start of the emulated machine; contract in oneboot.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot.h"
#include "limit.h"
#include "files.h"
#include "gtt2m.h"
#include "plan/machine.h"
#include "oneboot.h"

#define TAIL_BYTES 65536
#define LOOK_US 50000

int oneboot_words(char *text, size_t size, const char *const *word, unsigned int n)
{
	size_t at = strlen(text);

	for (unsigned int i = 0; i < n; i++) {
		int len = snprintf(text + at, size - at, "%s%s", i ? "," : "", word[i]);

		at += (size_t)len;
		if (at >= size) {
			fprintf(stderr, "%s: too many names for one boot\n", word[i]);
			return -ENAMETOOLONG;
		}
	}
	return 0;
}

int oneboot_initrd(const struct oneboot *b)
{
	char l1[600], mod[600], more[600], path[600];
	int fd = -1, ret;

	snprintf(l1, sizeof(l1), "%s/l1.cpio", b->images);
	snprintf(mod, sizeof(mod), "%s/modules-%s.cpio", b->images,
		 b->variant);
	snprintf(more, sizeof(more), "%s/%s.cpio", b->images, b->more ?: "");
	snprintf(path, sizeof(path), "%s/initrd.cpio", b->out);
	ret = dir_make(b->out);
	if (!ret) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		ret = fd < 0 ? -errno : 0;
	}
	if (!ret)
		ret = file_concat(fd, l1);
	if (!ret)
		ret = file_concat(fd, mod);
	if (!ret && b->more)
		ret = file_concat(fd, more);
	if (fd >= 0)
		close(fd);
	if (ret)
		fprintf(stderr, "%s and %s to %s: %s\n", l1, mod, path,
			strerror(-ret));
	return ret;
}

static void become(char **argv, const char *err_path)
{
	int in = open("/dev/null", O_RDONLY);
	int out = open(err_path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	boot_exec(argv, in, out);
}

static bool is_over(const struct oneboot *b, const char *path)
{
	char *text;
	size_t len;
	bool over;

	if (file_read_tail(path, TAIL_BYTES, &text, &len))
		return false;
	over = b->over(text, len);
	free(text);
	return over;
}

static void watch(const struct oneboot *b, pid_t pid, const char *path,
		  struct oneboot_end *end)
{
	double start = now_s(), end_by = 0;
	struct limit limit;
	struct rusage use;
	int status;

	limit_start(&limit, b->limit_s, start);
	while (!wait4(pid, &status, WNOHANG, &use)) {
		usleep(LOOK_US);
		if (!end->over && is_over(b, path)) {
			end->over = true;
			end->wall_s = now_s() - start;
			end_by = now_s() + b->linger_s;
		}
		if (end->over ? now_s() < end_by :
		    !limit_reached(&limit, process_cpu_s(pid), now_s()))
			continue;
		kill(pid, SIGKILL);
		wait4(pid, &status, 0, &use);
		break;
	}
	if (!end->over)
		end->over = is_over(b, path);
	if (end->wall_s == 0)
		end->wall_s = now_s() - start;
	end->cpu_s = use.ru_utime.tv_sec + use.ru_stime.tv_sec +
		     (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

int oneboot_run(const struct oneboot *b, struct oneboot_end *end)
{
	const struct machine *m = machine_find(b->machine ?: "emulated");
	char kernel[600], initrd[600], append[1600], seed[16], path[600];
	char console[600], records[600], errors[600];
	struct machine_fill f = {
		.qemu = b->qemu, .kernel = kernel, .initrd = initrd,
		.append = append, .seed = seed, .console = console,
		.records = records, .gpu = "", .cell = b->name,
	};
	char **argv;
	pid_t pid;

	*end = (struct oneboot_end){ .over = false };
	if (!m) {
		fprintf(stderr, "no machine %s\n", b->machine);
		return -ENOENT;
	}
	snprintf(kernel, sizeof(kernel), "%s/bzImage", b->kernel);
	snprintf(initrd, sizeof(initrd), "%s/initrd.cpio", b->out);
	snprintf(append, sizeof(append), "%s %s", m->append, b->append);
	snprintf(seed, sizeof(seed), "%u", b->seed);
	snprintf(console, sizeof(console), "%s/%s.console", b->out, b->name);
	snprintf(records, sizeof(records), "%s/%s.records", b->out, b->name);
	snprintf(errors, sizeof(errors), "%s/%s.err", b->out, b->name);
	snprintf(path, sizeof(path), "%s/%s.%s", b->out, b->name, b->watch);
	argv = machine_argv(m, &f);
	if (!argv)
		return -ENOMEM;
	unlink(records);
	unlink(console);
	fflush(NULL);
	pid = fork();
	if (!pid)
		become(argv, errors);
	machine_argv_free(argv);
	if (pid < 0)
		return -errno;
	watch(b, pid, path, end);
	return 0;
}

int oneboot_lines(const struct oneboot *b, struct raw_lines *raw)
{
	char path[600], *text = NULL;
	size_t len;
	int err;

	*raw = (struct raw_lines){ 0 };
	snprintf(path, sizeof(path), "%s/%s.records", b->out, b->name);
	err = file_read(path, &text, &len);
	if (!err)
		err = raw_parse(raw, text, len);
	free(text);
	return err;
}
