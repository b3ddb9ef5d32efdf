// SPDX-License-Identifier: GPL-2.0-or-later
/* perf around the populate path; contract in perftool.h. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/perftool.h"
#include "host/rows.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define CTL	"/tmp/perf.ctl"
#define ACK	"/tmp/perf.ack"
#define STAT	"/tmp/perf.stat"
#define DATA	"/tmp/perf.data"
#define EVENT	"gvt:gvt_2m_entry"
/* Between two samples, ns of the CPU's clock. */
#define PERIOD	"20000"
#define TOP	40u		/* symbols of a profile that are kept */
#define LIMIT	(60ull * NSEC_PER_SEC)

/* ---- perf in the background, off until it is told -------------------------- */

struct perf {
	pid_t pid;
	int ctl, ack;
};

static int perf_tell(struct perf *t, const char *what)
{
	struct pollfd p = { .fd = t->ack, .events = POLLIN };
	char text[16];

	if (write(t->ctl, what, strlen(what)) < 0)
		return -errno;
	if (poll(&p, 1, 20000) != 1)
		return -ETIME;
	return read(t->ack, text, sizeof(text)) > 0 ? 0 : -EPIPE;
}

static void perf_exec(char *const argv[])
{
	int out = open("/tmp/perf.log", O_WRONLY | O_CREAT | O_APPEND, 0600);

	dup2(out, 1);
	dup2(out, 2);
	execvp(argv[0], argv);
	_exit(127);
}

static int perf_start(struct perf *t, char *const argv[])
{
	unlink(CTL);
	unlink(ACK);
	if (mkfifo(CTL, 0600) || mkfifo(ACK, 0600))
		return -errno;
	t->ctl = open(CTL, O_RDWR | O_CLOEXEC);
	t->ack = open(ACK, O_RDWR | O_CLOEXEC);
	t->pid = fork();
	if (t->pid == 0)
		perf_exec(argv);
	if (t->ctl < 0 || t->ack < 0 || t->pid < 0)
		return -errno;
	return perf_tell(t, "enable\n");
}

static int perf_stop(struct perf *t)
{
	int ret = perf_tell(t, "disable\n");

	kill(t->pid, SIGINT);
	if (sys_wait(t->pid, LIMIT) == -ETIME) {
		kill(t->pid, SIGKILL);
		ret = -ETIME;
	}
	close(t->ctl);
	close(t->ack);
	return ret;
}

/* ---- what it says ---------------------------------------------------------- */

int perf_parse_stat(const char *text, struct perf_counts *c)
{
	int64_t *to[] = { &c->seen, &c->direct, &c->split, &c->failed };
	const char *line = text;
	unsigned int n = 0;
	char *end;

	/* "COUNT,,EVENT,..." in the order the events were given */
	for (; *line && n < 4; line += *line == '\n') {
		int64_t v = strtoll(line, &end, 10);

		if (*line >= '0' && *line <= '9' && !strncmp(end, ",,", 2))
			*to[n++] = v;
		line += strcspn(line, "\n");
	}
	return n == 4 ? 0 : -EINVAL;
}

int perf_parse_line(const char *line, uint64_t *samples, char *dso,
		    char *symbol, unsigned int len)
{
	char fmt[48], where[4];
	unsigned long long n;
	double percent;

	/* " 5.30%  , 109  ,[kvmgt]  ,[k] intel_gvt_dma_map_guest_page" */
	snprintf(fmt, sizeof(fmt), " %%lf%%%% , %%llu , %%%u[^,], %%3s %%%us",
		 len - 1, len - 1);
	if (sscanf(line, fmt, &percent, &n, dso, where, symbol) != 5)
		return -EINVAL;
	while (*dso && dso[strlen(dso) - 1] == ' ')
		dso[strlen(dso) - 1] = '\0';
	*samples = n;
	return 0;
}

static json_t *profile_json(char *report, uint64_t *total)
{
	json_t *list = json_array();
	char *line, *save, dso[64], symbol[64];
	uint64_t n;

	*total = 0;
	for (line = strtok_r(report, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (perf_parse_line(line, &n, dso, symbol, sizeof(dso)))
			continue;
		*total += n;
		if (json_array_size(list) < TOP)
			json_array_append_new(list, json_pack(
				"{s:s, s:s, s:I}", "in", dso, "symbol",
				symbol, "samples", (json_int_t)n));
	}
	return list;
}

/* ---- the two passes -------------------------------------------------------- */

static int populate_all(struct probe *p)
{
	unsigned int i;
	uint64_t ns;
	int ret = 0;

	rng_order(&p->rng, p->order, p->backing.n);
	for (i = 0; i < p->backing.n && !ret; i++)
		ret = probe_populate(p, p->order[i], &ns);
	return ret;
}

static int under_perf(struct probe *p, char *const argv[],
		      struct vgpu_counters *c)
{
	struct pass pass = { 0 };
	struct perf t = { 0 };
	int ret = probe_open(p);

	if (ret)
		return ret;
	ret = probe_trees(p);
	if (!ret)
		ret = perf_start(&t, argv);
	if (!ret)
		ret = populate_all(p);
	if (t.pid > 0) {
		int end = perf_stop(&t);

		ret = ret ? ret : end;
	}
	p->res->have_counters = vgpu_counters(&p->vgpu, c) == 0;
	probe_close(p, &pass);
	if (ret) {
		char log[200] = "";

		sys_read("/tmp/perf.log", log, sizeof(log));
		log[strcspn(log, "\n")] = '\0';
		return cell_fail(&p->res->cell, ret, "%s %s: %s", argv[0],
				 argv[1], log);
	}
	return 0;
}

static int stat_pass(struct probe *p)
{
	static char *const argv[] = {
		"perf", "stat", "-a", "-x,", "-o", STAT, "-D", "-1",
		"--control", "fifo:" CTL "," ACK,
		"-e", EVENT, "-e", EVENT, "--filter", "outcome==0",
		"-e", EVENT, "--filter", "outcome==1",
		"-e", EVENT, "--filter", "outcome==2", NULL
	};
	struct perf_counts n;
	struct vgpu_counters c;
	char text[4096] = "";
	int ret;

	cell_phase(&p->res->cell, "perf stat");
	if (!sys_exists("/sys/kernel/tracing/events/gvt/gvt_2m_entry"))
		return 0;	/* an untouched kernel: no such event */
	ret = under_perf(p, argv, &c);
	if (ret)
		return ret;
	ret = sys_read(STAT, text, sizeof(text)) < 0 ? -EIO :
	      perf_parse_stat(text, &n);
	if (ret)
		return cell_fail(&p->res->cell, ret, "perf stat said: %.180s",
				 text);
	probe_found(p, "stat_seen", n.seen);
	probe_found(p, "stat_direct", n.direct);
	probe_found(p, "stat_split", n.split);
	probe_found(p, "stat_failed", n.failed);
	probe_found(p, "stat_agrees", n.seen == vgpu_counter(&c, "seen") &&
		    n.direct == vgpu_counter(&c, "direct") &&
		    n.split == vgpu_counter(&c, "split") &&
		    n.failed == vgpu_counter(&c, "failed"));
	return 0;
}

static int record_pass(struct probe *p)
{
	static char *const record[] = {
		"perf", "record", "-a", "-o", DATA, "-D", "-1", "-B", "-N",
		"--control", "fifo:" CTL "," ACK,
		"-e", "cpu-clock", "-c", PERIOD, NULL
	};
	static char *const report[] = {
		"perf", "report", "-i", DATA, "--stdio", "-t", ",", "-n",
		"--sort", "dso,symbol", "-q", NULL
	};
	struct vgpu_counters c;
	char *text = malloc(1 << 18);
	uint64_t total;
	json_t *list;
	int ret = text ? 0 : -ENOMEM;

	cell_phase(&p->res->cell, "perf record");
	if (!ret)
		ret = under_perf(p, record, &c);
	if (!ret)
		ret = sys_run(report, LIMIT, text, 1 << 18);
	if (ret) {
		free(text);
		return cell_fail(&p->res->cell, ret, "perf report");
	}
	list = profile_json(text, &total);
	free(text);
	rec_emit(json_pack("{s:s, s:s, s:s, s:i, s:i, s:I, s:o}",
			   "type", "profile", "scenario", p->scenario->name,
			   "event", "cpu-clock", "period_ns", atoi(PERIOD),
			   "ranges", p->backing.n,
			   "samples", (json_int_t)total, "symbols", list));
	probe_found(p, "samples", total);
	return 0;
}

/*
 * Populate all ranges under perf stat, which must agree with the kernel's
 * counters, and on a fresh vGPU under perf record; the profile goes out as
 * a `profile` record of its own.
 */
static int perf_populate(struct probe *p)
{
	int ret = stat_pass(p);

	return ret ? ret : record_pass(p);
}

static const struct scenario rows[] = {
	{
		.name = "perf-thp", .perf = true, .ranges = 256,
		.desc = "thp-aligned under perf stat and perf record",
		.why = "perf counts the same entries; the profile says where time goes",
		PLAN(.backing = BACKING_THP, .special = perf_populate),
	}, {
		.name = "perf-scattered", .perf = true, .ranges = 64,
		.desc = "small-scattered under perf stat and perf record",
		.why = "perf counts the same entries; the profile says where time goes",
		PLAN(.backing = BACKING_SCATTERED, .special = perf_populate),
	},
};
const struct rowset perf_rows = ROWSET(rows);
