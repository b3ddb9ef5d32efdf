// SPDX-License-Identifier: GPL-2.0-or-later
/* See phase.h. */
#include <errno.h>
#include <malloc.h>
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
#define KEEP (256u << 20)	/* bytes of outcomes, of a process */

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
	struct gen9_look_list looks;
	bool known;			/* they could be read */
	/* sets that have the same sizes of TLBs are beside each other */
	struct gen9_params *set;
	unsigned int *number;		/* of the ensemble; serial is the last one */
	unsigned int sets;
	struct cell *cells;		/* [number], shared */
	struct memo *memo;		/* of such cells; or NULL */
};

/* Sets from first on; what becomes of the look-ups is worked out for all. */
static void run_sets(const struct job *j, unsigned int first, unsigned int n)
{
	struct gen9_outcomes known = { 0 };
	bool none = !j->known || gen9_outcomes_find(&known, &j->looks,
						    &j->set[first], n);

	for (unsigned int k = 0; k < n; k++)
		run_one(j->p, none ? NULL : &known, k, &j->set[first + k],
			&j->cells[j->number[first + k]]);
	gen9_outcomes_free(&known);
}

/* How many sets at a time: a byte for each look-up and set is kept. */
static unsigned int sets_at_once(const struct job *j)
{
	size_t looks = 1;

	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++)
		looks += j->looks.engine[e].n;
	return looks < KEEP ? KEEP / looks : 1;
}

/* One process: a share of the sets. It ends with its parent. */
__attribute__((noreturn))
static void run_share(const struct job *j, unsigned int share, unsigned int jobs,
		      pid_t parent)
{
	const unsigned int end = j->sets * (share + 1) / jobs;
	const unsigned int most = sets_at_once(j);
	unsigned int n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	/* what is freed is used again: new pages cost more than what is in them */
	mallopt(M_MMAP_MAX, 0);
	mallopt(M_TRIM_THRESHOLD, 2 * KEEP);
	for (unsigned int k = j->sets * share / jobs; k < end; k += n) {
		n = end - k < most ? end - k : most;
		run_sets(j, k, n);
	}
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
 * The look-ups are read here, once for all processes. A trace for which that
 * cannot be is replayed with TLBs; a damaged one says so then.
 */
static int run_phase(struct phase *p, struct job *j, unsigned int jobs)
{
	const size_t size = j->sets * sizeof(*j->cells);
	const void *cells = NULL;
	uint8_t digest[32];
	int err = 0;

	memset(j->cells, 0, size);
	j->p = p;
	j->known = !gen9_looks_find(&j->looks, p->trace, p->len);
	if (j->memo) {
		memo_digest(p->trace, p->len, j->known ? &j->looks : NULL, digest);
		cells = memo_find(j->memo, digest);
	}
	if (cells)
		memcpy(j->cells, cells, size);
	else
		err = run_jobs(j, jobs);
	if (!err && !cells && j->memo)
		err = memo_keep(j->memo, digest, j->cells, size);
	if (!err)
		tell(p, j->cells, j->sets);
	gen9_looks_free(&j->looks);
	return err;
}

/* A set and its number. */
struct numbered {
	struct gen9_params set;
	unsigned int number;
};

static int by_size(const void *a, const void *b)
{
	static const enum gen9_param by[] = {
		GEN9_PARAM_l1_tlb_4k_entries, GEN9_PARAM_l2_tlb_4k_entries,
		GEN9_PARAM_l1_tlb_64k_entries, GEN9_PARAM_l2_tlb_64k_entries,
		GEN9_PARAM_l1_tlb_2m_entries, GEN9_PARAM_l2_tlb_2m_entries,
		GEN9_PARAM_walk_cache_pde_entries, GEN9_PARAM_walk_line_entries,
	};
	const struct numbered *x = a, *y = b;

	for (unsigned int i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
		uint32_t v = gen9_param_get(&x->set, by[i]);
		uint32_t w = gen9_param_get(&y->set, by[i]);

		if (v != w)
			return v < w ? -1 : 1;
	}
	return x->number < y->number ? -1 : 1;
}

/* All sets, in an order by which shares of them have most in common. */
static int list_sets(struct job *j, const struct ensemble *e, const struct part *part)
{
	struct numbered *v = calloc(j->sets, sizeof(*v));

	j->set = calloc(j->sets, sizeof(*j->set));
	j->number = calloc(j->sets, sizeof(*j->number));
	if (!v || !j->set || !j->number) {
		free(v);
		return -ENOMEM;
	}
	for (unsigned int k = 0; k < e->n; k++) {
		v[k].number = k;
		ensemble_set(e, part, k, &v[k].set);
	}
	v[e->n].number = e->n;
	gen9_params_default(&v[e->n].set);
	qsort(v, j->sets, sizeof(*v), by_size);
	for (unsigned int k = 0; k < j->sets; k++) {
		j->set[k] = v[k].set;
		j->number[k] = v[k].number;
	}
	free(v);
	return 0;
}

int phases_run(struct phase *p, unsigned int n, const struct ensemble *e,
	       const struct part *part, unsigned int jobs, struct memo *memo)
{
	struct job j = { .sets = e->n + 1, .cells = MAP_FAILED, .memo = memo };
	size_t size = j.sets * sizeof(*j.cells);
	int err = list_sets(&j, e, part);

	if (!err)
		j.cells = mmap(NULL, size, PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!err && j.cells == MAP_FAILED)
		err = -ENOMEM;
	for (unsigned int i = 0; i < n && !err; i++)
		err = run_phase(&p[i], &j, jobs ? jobs : 1);
	if (j.cells != MAP_FAILED)
		munmap(j.cells, size);
	free(j.set);
	free(j.number);
	return err;
}
