// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs of the distribution; contract in load_user.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "load_user.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define OUTPUT_MAX (256u << 10)
#define EXIT_EXEC 127		/* of sys_run_in: the program did not start */
#define LIMIT_REACHED (-ETIME)

/* Once a boot. */
static int make_root(void)
{
	static const char * const dirs[] = { "/dev", "/proc", "/sys", "/tmp" };
	static bool made;
	char path[64];
	size_t i;
	int ret = 0;

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && !made && !ret; i++) {
		snprintf(path, sizeof(path), USER_ROOT "%s", dirs[i]);
		ret = sys_mkdirs(path);
		if (!ret && mount(dirs[i], path, NULL, MS_BIND | MS_REC, NULL))
			ret = -errno;
	}
	made = !ret;
	return ret;
}

/* Its last line that is not empty, for the record. */
static void last_line(char *text, char *out, size_t len)
{
	char *line, *save, *last = "";

	for (line = strtok_r(text, "\r\n", &save); line;
	     line = strtok_r(NULL, "\r\n", &save))
		if (line[strspn(line, " \t")])
			last = line;
	snprintf(out, len, "%s", last);
}

static void tell(const struct user_params *p, const char *load, int status,
		 char *text)
{
	bool limit = status == LIMIT_REACHED;
	char last[160];

	last_line(text, last, sizeof(last));
	rec_emit(json_pack("{s:s, s:s, s:s, s:o, s:b, s:s}",
			   "type", "program", "load", load,
			   "driver", p->driver,
			   "exit_status", limit || status < 0 ? json_null() :
			   json_integer(status),
			   "stopped", limit && p->stopped,
			   "says", last));
}

int load_user(const struct load *l, uint64_t seed)
{
	const struct user_params *p = l->params;
	struct rate phase = { .load = l->name, .phase = "run" };
	char *text = malloc(OUTPUT_MAX), name[64];
	int status, ret = text ? make_root() : -ENOMEM;
	size_t i;

	(void)seed;	/* the programs take none */
	setenv("HOME", "/tmp", 1);
	setenv("XDG_RUNTIME_DIR", "/tmp", 1);
	setenv("LC_ALL", "C", 1);
	for (i = 0; p->env[i]; i++)
		putenv((char *)p->env[i]);
	snprintf(name, sizeof(name), "%s/%s", phase.load, phase.phase);
	if (!ret)
		ret = rate_begin(&phase);
	if (!ret) {
		status = sys_run_in(USER_ROOT, (char *const *)p->argv,
				    p->limit_s * NSEC_PER_SEC, text,
				    OUTPUT_MAX);
		ret = rate_end(&phase);
		if (status == EXIT_EXEC) {
			fprintf(stderr, "%s: %s\n", p->argv[0], text);
			ret = -ENOENT;
		}
		if (status < 0 && status != LIMIT_REACHED)
			ret = status;
	}
	if (!ret)
		tell(p, name, status, text);
	free(text);
	return ret;
}
