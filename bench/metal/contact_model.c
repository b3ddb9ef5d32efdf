// SPDX-License-Identifier: GPL-2.0-or-later
/* contact_model.c - a machine's rows against the GPU model. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock/spread.h"
#include "gpu/memory/replay.h"
#include "metal/contact_model.h"

#define BLOCKS 512u		/* of 4 KiB; as bench/clock/published.c */
#define READ_BLOCKS 4096u
/* What repetitions vary by is less than what measuring is wrong by. */
#define SLACK 0.03
#define SLACK_LOST 1.0		/* of "% lost": points */

/* Skylake to Comet Lake by device id (drm/i915_pciids.h). */
static const struct {
	unsigned int id, mask;
	const char *part;
	bool exact;
} gpus[] = {
	{ 0x5912, 0xffff, "kbl-gt2", true },
	{ 0x5917, 0xffff, "kbl-u-gt2", true },
	{ 0x193b, 0xffff, "skl-gt4e", true },
	{ 0x1930, 0xfff0, "skl-gt4e", false },
	{ 0x5916, 0xffff, "kbl-u-gt2", false },
	{ 0x591e, 0xffff, "kbl-u-gt2", false },
	{ 0x3ea0, 0xfff0, "kbl-u-gt2", false },
	{ 0x9b41, 0xffff, "kbl-u-gt2", false },
	{ 0x1900, 0xff00, "kbl-gt2", false },
	{ 0x5900, 0xff00, "kbl-gt2", false },
	{ 0x3e00, 0xff00, "kbl-gt2", false },
	{ 0x9b00, 0xff00, "kbl-gt2", false },
};

const char *contact_part(const char *gpu, bool *exact)
{
	unsigned int vendor, device;

	if (sscanf(gpu, "%x:%x", &vendor, &device) != 2 || vendor != 0x8086)
		return NULL;
	for (size_t i = 0; i < sizeof(gpus) / sizeof(gpus[0]); i++)
		if ((device & gpus[i].mask) == gpus[i].id) {
			*exact = gpus[i].exact;
			return gpus[i].part;
		}
	return NULL;
}

bool contact_translates(const struct contact *c)
{
	const char *domain = contact_text(c, "iommu");

	return strcmp(domain, "none") && strcmp(domain, "identity");
}

/*
 * Behind an IOMMU i915's pages are those of the DMA addresses, which are
 * contiguous: 64K, though the IOMMU's own are 4K (i915_sg_dma_sizes()).
 */
static const struct {
	const char *name;
	struct synth off, on;	/* without, and behind an IOMMU */
	unsigned int huge_from, huge_to;	/* what "huge_pct" has to be */
} streams[] = {
	{ .name = "blit-copy/4k", .huge_to = 0,
	  .off = { .what = SYNTH_COPY, .blocks = BLOCKS, .gpu_shift = 12 },
	  .on = { .what = SYNTH_COPY, .blocks = BLOCKS, .gpu_shift = 16,
		  .iommu_shift = 12 } },
	{ .name = "blit-copy/thp", .huge_from = 95, .huge_to = 100,
	  .off = { .what = SYNTH_COPY, .blocks = BLOCKS, .gpu_shift = 16 },
	  .on = { .what = SYNTH_COPY, .blocks = BLOCKS, .gpu_shift = 16,
		  .iommu_shift = 21 } },
	{ .name = "blit-fill/4k", .huge_to = 0,
	  .off = { .what = SYNTH_FILL, .blocks = BLOCKS, .gpu_shift = 12 },
	  .on = { .what = SYNTH_FILL, .blocks = BLOCKS, .gpu_shift = 16,
		  .iommu_shift = 12 } },
	{ .name = "blit-fill/thp", .huge_from = 95, .huge_to = 100,
	  .off = { .what = SYNTH_FILL, .blocks = BLOCKS, .gpu_shift = 16 },
	  .on = { .what = SYNTH_FILL, .blocks = BLOCKS, .gpu_shift = 16,
		  .iommu_shift = 21 } },
	/* i915 has huge pages for its objects only behind an IOMMU (gemfs) */
	{ .name = "gem_blt/16777216", .huge_to = 100,
	  .off = { .what = SYNTH_COPY, .blocks = BLOCKS, .gpu_shift = 12 },
	  .on = { .what = SYNTH_COPY, .blocks = BLOCKS, .gpu_shift = 16,
		  .iommu_shift = 21 } },
	{ .name = "clpeak/read-float4", .huge_to = 100,
	  .off = { .what = SYNTH_READ, .blocks = READ_BLOCKS, .gpu_shift = 12 },
	  .on = { .what = SYNTH_READ, .blocks = READ_BLOCKS, .gpu_shift = 16,
		  .iommu_shift = 21 } },
};

/* Rows that no stream stands for: why, by how their names begin. */
static const struct {
	const char *prefix, *why;
} none[] = {
	{ "clpeak/read-", "read-float4 is compared; the rest is of EUs, too: "
	  "make calibrate" },
	{ "clpeak/", "of the EUs or the driver: make calibrate has a UHD 620's" },
	{ "gem_blt/", "mostly what a submission takes" },
	{ "gem_exec_nop/", "mostly the driver's time" },
	{ "submit/", "mostly the driver's time" },
	{ "selftest/", "see make i915-selftest" },
};

bool contact_synth(const struct contact_row *row, bool translates,
		   struct synth *s, const char **why)
{
	json_t *pct = json_object_get(row->j, "huge_pct");
	json_int_t huge = json_integer_value(pct);

	*why = "no such row is known";
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (!strncmp(row->name, none[i].prefix, strlen(none[i].prefix))) {
			*why = none[i].why;
			break;
		}
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		if (strcmp(streams[i].name, row->name))
			continue;
		*why = "its memory was not in such pages (huge_pct)";
		if (pct && (huge < streams[i].huge_from || huge > streams[i].huge_to))
			return false;
		*why = "it is no rate";
		if (strcmp(row->unit, "GB/s") && strcmp(row->unit, "MiB/s"))
			return false;
		*s = translates ? streams[i].on : streams[i].off;
		s->gtt_cache = true;	/* a stock kernel's */
		return true;
	}
	return false;
}

struct machine_model {
	struct part part;
	double clock_mhz, memory_mbps;	/* 0: the part's own */
};

static int load_model(struct machine_model *m, const struct contact *c,
		      const char *name, FILE *out, const char *root, char *why,
		      size_t len)
{
	double mts = contact_number(c, "mem_mts");
	double channels = contact_number(c, "mem_channels_named");
	bool exact = false;
	const char *part = contact_part(contact_text(c, "gpu"), &exact);
	int err;

	if (!part) {
		snprintf(why, len, "%s: GPU %s is no Gen9 that there are constants "
			 "for", name, contact_text(c, "gpu"));
		return -ENODEV;
	}
	err = part_load(&m->part, root, part, why, len);
	if (err)
		return err;
	if (!channels)
		channels = contact_number(c, "mem_modules");
	m->clock_mhz = contact_number(c, "gpu_max_mhz");
	m->memory_mbps = mts * 8 * (channels > 2 ? 2 : channels);
	if (m->clock_mhz < 100 || m->clock_mhz > 3000)
		m->clock_mhz = 0;
	if (m->memory_mbps < 5000 || m->memory_mbps > 100000)
		m->memory_mbps = 0;
	fprintf(out, "%s: %s, %s, Linux %s,\n  IOMMU domain %s; constants: %s%s,",
		name, contact_text(c, "gpu"), contact_text(c, "cpu"),
		contact_text(c, "kernel"), contact_text(c, "iommu"), part,
		exact ? "" : " (the nearest)");
	fprintf(out, " its clock %.0f MHz%s,\n  its memory %.0f MB/s%s\n",
		m->clock_mhz ?: m->part.nominal.gt_clock_mhz,
		m->clock_mhz ? "" : " (assumed)",
		m->memory_mbps ?: m->part.nominal.mem_bandwidth_mbps,
		m->memory_mbps ? "" : " (assumed)");
	if (json_is_true(json_object_get(c->machine, "virtual")))
		fprintf(out, "  a virtual machine: its times are not those of hardware\n");
	if (!c->complete)
		fprintf(out, "  it is not complete: the measuring was stopped\n");
	return 0;
}

/* What a stream takes, without its first context switch. */
static int time_of(const struct gen9_tape *t, const struct gen9_params *p,
		   double *ps)
{
	struct gen9_replayed r;
	int err = gen9_replay(t->buf, t->len, NULL, 0, p, &r);

	*ps = (double)r.work_ps[GEN9_CTR_BCS0] - 1000.0 * p->ctx_switch_ns;
	return err;
}

/*
 * The rate of a stream under each set, GB/s, and behind these under "serial",
 * the clock of the device itself: what the emulated machine has to measure.
 */
static int rates(const struct machine_model *m, const struct ensemble *e,
		 const struct synth *s, double *v)
{
	struct gen9_tape tape = { 0 };
	int err = synth_trace(&tape, s);
	struct gen9_params p;
	double ps = 1;

	gen9_params_default(&p);
	if (!err)
		err = time_of(&tape, &p, &ps);
	v[e->n] = s->blocks * 4096.0 * 1000 / ps;
	for (unsigned int k = 0; k < e->n && !err; k++) {
		ensemble_set(e, &m->part, k, &p);
		p.mem_cpu_pct = 0;	/* nothing else runs beside it */
		if (m->clock_mhz)
			p.gt_clock_mhz = m->clock_mhz;
		if (m->memory_mbps)
			p.mem_bandwidth_mbps = m->memory_mbps;
		err = time_of(&tape, &p, &ps);
		v[k] = s->blocks * 4096.0 * 1000 / ps;
	}
	gen9_tape_free(&tape);
	return err;
}

struct compared {
	double median, lo, hi;		/* measured */
	double slack;
	double *v;			/* the model's, by set; then serial's */
	const char *name, *unit;
	char where[300];
};

static int print_compared(FILE *out, const struct compared *r,
			  const struct ensemble *e, bool *agrees)
{
	double lo = fmin(r->lo, r->median - r->slack), off;
	double hi = fmax(r->hi, r->median + r->slack);
	unsigned int inside = 0;
	struct spread s;
	int err = spread_of(r->v, e->n, &s);

	if (err)
		return err;
	for (unsigned int k = 0; k < e->n; k++) {
		bool in = r->v[k] >= lo && r->v[k] <= hi;

		inside += in;
		agrees[k] &= in;
	}
	off = s.median < lo ? s.median - lo : s.median > hi ? s.median - hi : 0;
	fprintf(out, "%s, %s (%s):\n", r->name, r->unit, r->where);
	fprintf(out, "  %.2f [%.2f %.2f]  model %.2f [%.2f %.2f]  off %+.2f  %u of %u  "
		"serial %.2f\n", r->median, r->lo, r->hi, s.median, s.p5, s.p95, off,
		inside, e->n, r->v[e->n]);
	return 0;
}

static int compare_row(FILE *out, const struct machine_model *m,
		       const struct contact_row *row, const struct synth *s,
		       const struct ensemble *e, const char *name, bool *agrees)
{
	struct compared r = { .name = row->name, .unit = row->unit,
		.median = contact_median(row), .lo = row->v[0],
		.hi = row->v[row->n - 1], .slack = SLACK * contact_median(row),
		.v = calloc(e->n + 1, sizeof(double)) };
	double unit = strcmp(row->unit, "MiB/s") ? 1 : 1e9 / (1 << 20);
	int err = r.v ? rates(m, e, s, r.v) : -ENOMEM;

	for (unsigned int k = 0; k <= e->n && !err; k++)
		r.v[k] *= unit;
	snprintf(r.where, sizeof(r.where), "%s:%u", name, row->line);
	if (!err)
		err = print_compared(out, &r, e, agrees);
	free(r.v);
	return err;
}

static int compare_rows(FILE *out, const struct machine_model *m,
			const struct contact *c, const char *name,
			const struct ensemble *e, bool *agrees)
{
	const char *reason;
	struct synth s;
	unsigned int n = 0, left = 0;
	int err = 0;

	for (size_t i = 0; i < c->nrows && !err; i++) {
		if (!contact_synth(&c->row[i], contact_translates(c), &s, &reason))
			continue;
		err = compare_row(out, m, &c->row[i], &s, e, name, agrees);
		n++;
	}
	for (unsigned int k = 0; k < e->n; k++)
		left += agrees[k];
	if (!err && n)
		fprintf(out, "%u of %u sets agree with all %u rows\n", left, e->n, n);
	else if (!err)
		fprintf(out, "no row in it can be compared\n");
	return err;
}

static void print_rest(FILE *out, const struct contact *c, const char *name)
{
	const char *why;
	struct synth s;

	fprintf(out, "\nMeasured, and not compared\n");
	for (size_t i = 0; i < c->nrows; i++)
		if (!contact_synth(&c->row[i], contact_translates(c), &s, &why))
			fprintf(out, "%s: %g %s (%s:%u); %s\n", c->row[i].name,
				contact_median(&c->row[i]), c->row[i].unit, name,
				c->row[i].line, why);
	fprintf(out, "\nNot measured, or not to the end\n");
	for (size_t i = 0; i < c->nsteps; i++)
		if (c->step[i].status != CONTACT_OK)
			fprintf(out, "%s: %s; %s\n", c->step[i].name,
				contact_statuses[c->step[i].status],
				c->step[i].why);
}

static const struct contact_row *row_named(const struct contact *c,
					   const char *name)
{
	for (size_t i = 0; i < c->nrows; i++)
		if (!strcmp(c->row[i].name, name))
			return &c->row[i];
	return NULL;
}

/* What a row loses behind the IOMMU: measured, and under each set. */
static int compare_loss(FILE *out, const struct machine_model *m,
			const struct contact_row *off,
			const struct contact_row *on, const struct synth *so,
			const struct synth *sn, const struct ensemble *e,
			bool *agrees)
{
	double *base = calloc(e->n + 1, sizeof(*base));
	struct compared r = { .name = off->name, .unit = "% lost by the IOMMU",
		.median = 100 * (1 - contact_median(on) / contact_median(off)),
		.slack = SLACK_LOST,
		.lo = 100 * (1 - on->v[on->n - 1] / off->v[0]),
		.hi = 100 * (1 - on->v[0] / off->v[off->n - 1]),
		.v = calloc(e->n + 1, sizeof(double)), .where = "both files" };
	int err = base && r.v ? rates(m, e, so, base) : -ENOMEM;

	if (!err)
		err = rates(m, e, sn, r.v);
	for (unsigned int k = 0; k <= e->n && !err; k++)
		r.v[k] = 100 * (1 - r.v[k] / base[k]);
	if (!err)
		err = print_compared(out, &r, e, agrees);
	free(base);
	free(r.v);
	return err;
}

static int compare_pair(FILE *out, const struct machine_model *m,
			const struct contact *c, const struct ensemble *e,
			bool *agrees)
{
	const struct contact *off = contact_translates(&c[0]) ? &c[1] : &c[0];
	const struct contact *on = off == c ? &c[1] : &c[0];
	int err = 0;

	fprintf(out, "\nThe same rows without and behind the IOMMU\n");
	for (size_t i = 0; i < off->nrows && !err; i++) {
		const struct contact_row *a = &off->row[i];
		const struct contact_row *b = row_named(on, a->name);
		struct synth so, sn;
		const char *why;

		if (b && contact_synth(a, false, &so, &why) &&
		    contact_synth(b, true, &sn, &why))
			err = compare_loss(out, m, a, b, &so, &sn, e, agrees);
	}
	return err;
}

static bool is_pair(const struct contact *c, const char *const name[],
		    char *why, size_t len)
{
	bool same = !strcmp(contact_text(&c[0], "gpu"), contact_text(&c[1], "gpu"));

	if (same && contact_translates(&c[0]) != contact_translates(&c[1]))
		return true;
	snprintf(why, len, "%s and %s: two files are compared if they are of one "
		 "GPU and one of them is behind a translating IOMMU", name[0],
		 name[1]);
	return false;
}

int contact_compare(FILE *out, const struct contact *c, const char *const name[],
		    unsigned int n, const struct ensemble *e, const char *root,
		    char *why, size_t whylen)
{
	bool *agrees = calloc(e->n, sizeof(*agrees));
	struct machine_model m;
	int err = agrees ? 0 : -ENOMEM;

	if (!err && n == 2 && !is_pair(c, name, why, whylen))
		err = -EINVAL;
	for (unsigned int i = 0; i < n && !err; i++) {
		memset(agrees, true, e->n * sizeof(*agrees));
		err = load_model(&m, &c[i], name[i], out, root, why, whylen);
		if (err)
			break;
		fprintf(out, "\nChecked: measured, then the model (no set was chosen "
			"by these rows)\n");
		err = compare_rows(out, &m, &c[i], name[i], e, agrees);
		if (!err)
			print_rest(out, &c[i], name[i]);
		fputc('\n', out);
	}
	if (!err && n == 2)
		err = compare_pair(out, &m, c, e, agrees);
	free(agrees);
	if (err && !*why)
		snprintf(why, whylen, "%s", strerror(-err));
	return err;
}
