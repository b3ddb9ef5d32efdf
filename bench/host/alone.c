// SPDX-License-Identifier: GPL-2.0-or-later
/* Stand-alone reproducers in L1; contract in alone.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "host/alone.h"
#include "host/vgpu.h"
#include "rec.h"
#include "sys.h"

#define OUTPUT		"/tmp/alone"
#define LIMIT_NS	(30 * NSEC_PER_SEC)	/* ten for two tasks to hang */

static pid_t start(const char *name, const char *uuid)
{
	pid_t pid = fork();
	char path[128];
	int fd;

	if (pid)
		return pid;
	fd = open(OUTPUT, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, 1);
	dup2(fd, 2);
	snprintf(path, sizeof(path), "/alone/%s", name);
	execl(path, name, uuid, NULL);
	_exit(127);
}

/* Bytes that no mail takes are not passed on. */
static const char *output(char *text, size_t len)
{
	ssize_t n = sys_read(OUTPUT, text, len);

	for (ssize_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] > '~')
			text[i] = text[i] == '\n' ? '\n' : '?';
	return n > 0 ? text : "";
}

static int run_one(struct cell *c, const char *name, uint64_t seed)
{
	char text[1024];
	struct vgpu v;
	int ret = vgpu_create(&v, seed);
	pid_t pid;

	if (ret)
		return cell_fail(c, ret, "%s: creating the vGPU", name);
	cell_phase(c, name);
	rec_emit(json_pack("{ss ss sb}", "type", "alone", "name", name,
			   "begins", 1));
	pid = start(name, v.uuid);
	if (pid < 0)
		return cell_fail(c, -errno, "fork");
	ret = sys_wait(pid, LIMIT_NS);
	if (ret == 127)
		return cell_fail(c, -ENOENT, "no program /alone/%s", name);
	rec_emit(json_pack("{ss ss si ss}", "type", "alone", "name", name,
			   "status", ret, "said",
			   output(text, sizeof(text))));
	/* What hangs has the vGPU open, and its removal would, too. */
	return ret == -ETIME ? cell_fail(c, ret, "%s", name) : 0;
}

int alone_cell(struct cell *c, const char *names, uint64_t seed)
{
	char list[1024], *name, *save;
	int ret = 0;

	snprintf(list, sizeof(list), "%s", names);
	for (name = strtok_r(list, ",", &save); name && !ret;
	     name = strtok_r(NULL, ",", &save))
		ret = run_one(c, name, seed);
	return ret;
}
