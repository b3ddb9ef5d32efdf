// SPDX-License-Identifier: GPL-2.0-or-later
/* See phase.h. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock/phase.h"
#include "gpu/memory/replay.h"

#define HEAD 8u			/* bytes before a trace */

static uint32_t word(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

int phase_find(const uint8_t *text, size_t len, uint32_t n, struct phase *p)
{
	while (len >= HEAD) {
		uint32_t mark = word(text), size = word(text + 4);

		text += HEAD;
		len -= HEAD;
		if (size > len)
			return -EINVAL;
		if (mark == n) {
			p->trace = text;
			p->len = size;
			return size ? 0 : -EFBIG;
		}
		text += size;
		len -= size;
	}
	return len ? -EINVAL : -ENOENT;
}

/* What one set makes of one phase. */
struct cell {
	uint64_t work_ps, recorded_ps;
	int32_t err, exact;
};

static void run_one(const struct phase *p, const struct gen9_outcomes *known,
		    unsigned int k, const struct gen9_params *set,
		    struct cell *c)
{
	struct gen9_replayed r;

	c->err = gen9_replay(p->trace, p->len, known, k, set, &r);
	c->exact = 1;
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES && !c->err; i++) {
		c->work_ps += r.work_ps[i];
		c->recorded_ps += r.recorded_ps[i];
		c->exact &= r.work_ps[i] == r.recorded_ps[i];
	}
}

struct job {
	const struct phase *p;		/* the phase under way */
	const struct gen9_outcomes *known;	/* of it; or NULL */
	const struct gen9_params *set;	/* serial is the last one */
	unsigned int sets;
	struct cell *cells;		/* [set], shared */
};

/* One process: each jobs-th set from first on. It ends with its parent. */
__attribute__((noreturn))
static void run_share(const struct job *j, unsigned int first, unsigned int jobs,
		      pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	for (unsigned int k = first; k < j->sets; k += jobs)
		run_one(j->p, j->known, k, &j->set[k], &j->cells[k]);
	_exit(0);
}

static int run_jobs(const struct job *j, unsigned int jobs)
{
	unsigned int started = 0;
	const pid_t self = getpid();
	int status, err = 0;

	for (; started < jobs && !err; started++) {
		pid_t pid = fork();

		if (pid < 0)
			err = -errno;
		if (!pid)
			run_share(j, started, jobs, self);
	}
	started -= err != 0;
	for (; started; started--)
		if (wait(&status) < 0 || status)
			err = err ?: -EIO;
	return err;
}

/* busy - work + work under the set; never below nothing. */
static uint64_t time_ns(const struct phase *p, const struct cell *c)
{
	uint64_t with = p->busy_ns * 1000 + c->work_ps;

	/* loads of contexts are charged, but not counted as busy */
	return with > c->recorded_ps ? (with - c->recorded_ps + 500) / 1000 : 0;
}

static void tell(struct phase *p, const struct cell *c, unsigned int sets)
{
	p->whole = true;
	for (unsigned int k = 0; k < sets; k++)
		p->whole &= !c[k].err;
	p->exact = p->whole && c[sets - 1].exact;
	for (unsigned int k = 0; k + 1 < sets; k++)
		p->ns[k] = time_ns(p, &c[k]);
	p->serial_ns = time_ns(p, &c[sets - 1]);
}

/*
 * What becomes of the look-ups is worked out here, once for all processes. A
 * trace for which it cannot be is replayed with TLBs; a damaged one says so
 * then.
 */
static int run_phase(struct phase *p, struct job *j, unsigned int jobs)
{
	struct gen9_outcomes known;
	int err;

	memset(j->cells, 0, j->sets * sizeof(*j->cells));
	j->p = p;
	err = gen9_outcomes_find(&known, p->trace, p->len, j->set, j->sets);
	j->known = err ? NULL : &known;
	err = run_jobs(j, jobs);
	if (!err)
		tell(p, j->cells, j->sets);
	gen9_outcomes_free(&known);
	return err;
}

int phases_run(struct phase *p, unsigned int n, const struct ensemble *e,
	       const struct part *part, unsigned int jobs)
{
	size_t size = (e->n + 1) * sizeof(struct cell);
	struct gen9_params *set = calloc(e->n + 1, sizeof(*set));
	struct job j = { .sets = e->n + 1, .set = set };
	int err = 0;

	if (!set)
		return -ENOMEM;
	for (unsigned int k = 0; k < e->n; k++)
		ensemble_set(e, part, k, &set[k]);
	gen9_params_default(&set[e->n]);
	j.cells = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (j.cells == MAP_FAILED)
		err = -ENOMEM;
	for (unsigned int i = 0; i < n && !err; i++)
		err = run_phase(&p[i], &j, jobs ? jobs : 1);
	if (j.cells != MAP_FAILED)
		munmap(j.cells, size);
	free(set);
	return err;
}
