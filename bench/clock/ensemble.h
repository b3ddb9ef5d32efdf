/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ensemble.h - the parameter sets that contradict no fitted row of
 * published.h. Candidates are drawn (draw.h), and the fitted rows are run under
 * each, with the constants of the GPU that the row was measured on. A candidate
 * outside of a row's range is dropped. ENSEMBLE_KEEP are kept.
 *
 * The kept ones are in gpu/params/ensemble, which `gtt2m calibrate --write`
 * makes: "seed N", "bits N", "ranges HASH", then "keep CANDIDATE" for each, a
 * line each; '#' begins a comment. ranges is a hash of the parts' values and
 * ranges: with others the file is refused.
 */
#ifndef GTT2M_ENSEMBLE_H
#define GTT2M_ENSEMBLE_H

#include "clock/draw.h"
#include "clock/published.h"

#define ENSEMBLE_FILE	"gpu/params/ensemble"
#define ENSEMBLE_SEED	1u
#define ENSEMBLE_BITS	18u
#define ENSEMBLE_KEEP	200u

struct ensemble {
	struct draw draw;
	unsigned int n, *keep;		/* candidates, ascending */
};

/* All parts that rows are of, from below root. */
int ensemble_parts(struct part part[PUBLISHED_PARTS], const char *root,
		   char *why, size_t whylen);
uint64_t ensemble_hash(const struct part part[PUBLISHED_PARTS]);

/*
 * Does a candidate of this place agree with all fitted rows? 1: the first that
 * does is in *candidate; 0, or -errno.
 */
int ensemble_fits(const struct draw *d, const struct part *part,
		  const struct published_traces *t, unsigned int place,
		  unsigned int *candidate);
/* The first most of all places that fit; *tried: how many were looked at. */
int ensemble_choose(struct ensemble *e, const struct part *part,
		    unsigned int most, unsigned int *tried);
int ensemble_write(const struct ensemble *e, const struct part *part,
		   const char *path);
/* -ESTALE: made of other ranges. Else -errno; why says what, and where. */
int ensemble_read(struct ensemble *e, const struct part *part,
		  const char *path, char *why, size_t whylen);
void ensemble_free(struct ensemble *e);

/* Set k of the ensemble (below n) with the constants of a part. */
static inline void ensemble_set(const struct ensemble *e,
				const struct part *part, unsigned int k,
				struct gen9_params *out)
{
	draw_set(&e->draw, part, e->keep[k], out);
}

#endif
