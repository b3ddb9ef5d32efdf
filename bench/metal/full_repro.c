// SPDX-License-Identifier: GPL-2.0-or-later
/* full_repro.c - which reproducers may run on somebody's machine, and running them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "host/scenario.h"
#include "host/vgpu.h"
#include "lib/sys.h"
#include "metal/full.h"

/*
 * Run are those that leave some pages pinned until the next boot and nothing
 * else: docs/defects.md says what each does to a stock host.
 */
static const struct {
	const char *scenario, *unsafe;
} judged[] = {
	{ "repro-64k", NULL },
	{ "repro-ips", NULL },
	{ "repro-siblings", NULL },
	{ "repro-context", "the render engine restores another context's state" },
	{ "repro-pincount", "a table in use may lose its last pin" },
	{ "repro-reopen", "the GPU writes to pages that were given back" },
	{ "repro-aperture", "the GPU writes to pages that were given back" },
	{ "repro-level", "the GPU takes a guest's data for page tables" },
	{ "repro-root", "the GPU takes its tables from the caller" },
	{ "repro-batch", "the kernel crashes" },
	{ "repro-perctx", "the GPU executes privileged commands unscanned" },
	{ "repro-reload", "a thread of the kernel loops for ever" },
	{ "repro-remap", "pages are freed that the GPU still writes" },
	{ "repro-shared", "pages are freed that the GPU still writes" },
	{ "repro-mixed", "pages are freed that the GPU still writes" },
	{ "repro-unmap", "the kernel crashes" },
	{ "repro-late", "the kernel crashes" },
	{ "repro-repin", "the kernel crashes" },
	{ "repro-gfn0", "memory is used after it was freed" },
	{ "repro-lock", "two tasks of the kernel may wait for ever" },
	{ "repro-destroy", "memory is used after it was freed" },
	{ "repro-flush", "memory is used after it was freed" },
	{ "repro-orphan", "memory is used after it was freed" },
	{ "repro-cycle", "the kernel crashes" },
	{ "repro-failed", "the engine does no work of guests any more" },
	{ "repro-own-table", "a vCPU faults for ever" },
};
#define NJUDGED (sizeof(judged) / sizeof(judged[0]))

const char *full_repro_unsafe(const char *scenario)
{
	for (size_t i = 0; i < NJUDGED; i++)
		if (!strcmp(judged[i].scenario, scenario))
			return judged[i].unsafe;
	return "unknown";
}

/* "found":{"shown":n} of its probe record; -1: it has none. */
static long long shown(const char *path)
{
	char *text = NULL, *line, *save;
	long long n = -1;
	size_t len;

	if (file_read(path, &text, &len))
		return -1;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		json_t *j = json_loads(line, 0, NULL);
		json_t *v = json_object_get(json_object_get(j, "found"), "shown");

		if (v)
			n = json_integer_value(v);
		json_decref(j);
	}
	free(text);
	return n;
}

static void run_one(struct full_job *job, const char *scenario)
{
	char path[] = "/tmp/gtt2m-full-XXXXXX", out[512], name[60];
	char *argv[] = { "/proc/self/exe", "here", (char *)scenario, "1", path,
			 NULL };
	int fd = mkstemp(path), status = -EIO;
	long long n = -1;

	if (fd >= 0) {
		close(fd);
		status = sys_run(argv, 60 * NSEC_PER_SEC, out, sizeof(out));
		n = shown(path);
		unlink(path);
	}
	snprintf(name, sizeof(name), "repro/%s", scenario + strlen("repro-"));
	full_fact(job, name, json_pack("{si sI}", "status", status, "shown",
				       (json_int_t)n));
}

enum contact_status full_repro(struct full_job *job)
{
	if (!sys_exists("/sys/class/mdev_bus/" GPU_BDF))
		return full_why(job, CONTACT_MISSING, "GVT-g is off: kernel command "
				"line i915.enable_gvt=1 i915.enable_guc=0, then "
				"modprobe kvmgt");
	if (!job->root)
		return full_why(job, CONTACT_ROOT, "only root can create "
			"vGPUs: run the same command with sudo");
	for (size_t i = 0; i < NJUDGED; i++)
		if (!judged[i].unsafe)
			run_one(job, judged[i].scenario);
	return CONTACT_OK;
}
