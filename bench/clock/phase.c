// SPDX-License-Identifier: GPL-2.0-or-later
/* See phase.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

static void run_one(const struct phase *p, const struct gen9_pieces *pieces,
		    const struct gen9_params *set, struct cell *c)
{
	struct gen9_replayed r;

	c->err = gen9_replay(p->trace, p->len, pieces, set, &r);
	c->exact = 1;
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES && !c->err; i++) {
		c->work_ps += r.work_ps[i];
		c->recorded_ps += r.recorded_ps[i];
		c->exact &= r.work_ps[i] == r.recorded_ps[i];
	}
}

struct job {
	struct phase *p;
	unsigned int n, sets;		/* serial is the last set */
	const struct ensemble *e;
	const struct part *part;
	struct gen9_pieces *pieces;	/* [phase] */
	struct cell *cells;		/* [phase][set], shared */
};

static void run_share(const struct job *j, unsigned int share, unsigned int of)
{
	struct gen9_params set;

	for (unsigned int k = share; k < j->sets; k += of) {
		if (k < j->e->n)
			ensemble_set(j->e, j->part, k, &set);
		else
			gen9_params_default(&set);
		for (unsigned int i = 0; i < j->n; i++)
			run_one(&j->p[i], j->pieces[i].n ? &j->pieces[i] : NULL,
				&set, &j->cells[i * j->sets + k]);
	}
}

static int run_jobs(const struct job *j, unsigned int jobs)
{
	unsigned int started = 0;
	int status, err = 0;

	for (; started < jobs && !err; started++) {
		pid_t pid = fork();

		if (pid < 0)
			err = -errno;
		if (!pid) {
			run_share(j, started, jobs);
			_exit(0);
		}
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

int phases_run(struct phase *p, unsigned int n, const struct ensemble *e,
	       const struct part *part, unsigned int jobs)
{
	struct job j = { .p = p, .n = n, .sets = e->n + 1, .e = e,
			 .part = part };
	size_t size = (size_t)n * j.sets * sizeof(*j.cells);
	int err;

	if (!n)
		return 0;
	j.pieces = calloc(n, sizeof(*j.pieces));
	if (!j.pieces)
		return -ENOMEM;
	j.cells = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (j.cells == MAP_FAILED) {
		free(j.pieces);
		return -ENOMEM;
	}
	/* a damaged trace has none: the replay says so */
	for (unsigned int i = 0; i < n; i++)
		if (gen9_pieces_find(&j.pieces[i], p[i].trace, p[i].len))
			gen9_pieces_free(&j.pieces[i]);
	err = run_jobs(&j, jobs ? jobs : 1);
	for (unsigned int i = 0; i < n && !err; i++)
		tell(&p[i], &j.cells[i * j.sets], j.sets);
	for (unsigned int i = 0; i < n; i++)
		gen9_pieces_free(&j.pieces[i]);
	free(j.pieces);
	munmap(j.cells, size);
	return err;
}
