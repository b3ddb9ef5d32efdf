/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two guests on one engine, as GVT-g lets them: what a plan has for them is
 * scanned (gvt_scan.h), and what passes runs. Included once per program.
 */
#ifndef GEN9_TESTS_STREAM_BED_H
#define GEN9_TESTS_STREAM_BED_H

#include "bed.h"
#include "gpu/blocks/blocks.h"
#include "gpu/engine/position.h"
#include "gpu/gpgpu/walk.h"
#include "gvt_scan.h"
#include "stream_gen.h"

#define HOST_PAGES	16u
#define HOST_BUS	0x40000u
#define SECRET		0x5ec7e700u	/* and the number of the word */
#define USER_BUS(g)	(0xa00000u + (g) * 0x100000u)
#define SHADOW		0x900000u
#define SHADOW_SIZE	0x40000u
#define GGTT_USED	(BED_RAM / 4096)
#define TABLES_SIZE	0x20000u
#define RING_MAX	3000u
#define BATCHES		3u
#define BATCH_DWORDS	(0x1000u / 4)
#define OPS		6u
#define LONG_NS		300000u

/* What a guest has prepared, and what the scan makes of it. */
struct guest {
	uint32_t ring[RING_MAX], image[256];
	unsigned int ring_n, image_n, image_at;
	uint32_t indirect, per_ctx;	/* RING_INDIRECT_CTX, BB_PER_CTX_PTR */
	_Alignas(8) uint8_t user[USER_SIZE], part[PART_SIZE];
	bool refused, walker;
	struct gvt_scan scan;
};

struct op {
	uint8_t kind;			/* 0, 1: submit; 2: run; 3: poke */
	uint32_t at, value;
};

struct plan {
	unsigned int engine;
	struct guest guest[2];
	struct op op[OPS];
};

/* What the second guest can see of itself. */
struct view {
	uint8_t user[USER_SIZE], part[PART_SIZE];
	uint32_t state[1024];
	bool done;
};

static struct gvt_table table;
static struct gvt_registers registers;
static struct bed bed;
static struct plan plan;
static uint64_t pml4[2];
static uint8_t tables[TABLES_SIZE];
static uint32_t reset[GEN9_REG_WORDS], regs[GEN9_REG_WORDS];
static uint64_t rows_met[GEN9_CTR_ENGINES][GVT_ROWS / 64];
static struct {
	unsigned long cases, rings, images, workarounds, walkers, refused;
	unsigned long compared, unfinished, sharing;
} count;

static uint32_t base(void)
{
	return gen9_engine_base[plan.engine];
}

/* ---- an input ------------------------------------------------------------ */

static void end_batch(struct stream *s)
{
	put(s, 0x0au << 23);
}

static void make_batches(struct stream *s, struct guest *g)
{
	for (unsigned int n = 0; n < BATCHES; n++) {
		s->dw = (uint32_t *)(g->user + n * 0x2000);
		s->n = 0;
		s->max = BATCH_DWORDS - 2;
		s->scanned = false;
		commands(s, take(s->in, 1) & 7);
		end_batch(s);
	}
	for (unsigned int n = 0; n < BATCHES; n++) {
		s->dw = (uint32_t *)(g->part + PART_BATCH(n));
		s->n = 0;
		s->scanned = true;
		commands(s, take(s->in, 1) & 3);
		end_batch(s);
	}
}

static void make_guest(struct in *in, unsigned int i)
{
	struct guest *g = &plan.guest[i];
	struct stream s = {
		.in = in, .table = &table, .engine = plan.engine, .guest = i,
	};
	uint32_t v;

	memset(g, 0, sizeof(*g));
	make_batches(&s, g);
	s.scanned = s.image = true;
	s.dw = g->image;
	s.n = 0;
	s.max = sizeof(g->image) / 4;
	v = take(in, 1);
	if (v & 0x80) {
		commands(&s, v & 3);
		end_batch(&s);
	}
	g->image_n = s.n;
	g->image_at = v & 0x40 ? GVT_CTX_SKIP : BED_CTX_END;
	s.image = false;
	s.ring = true;
	s.dw = g->ring;
	s.n = 0;
	s.max = RING_MAX - 1;
	if (take(in, 1) & 1)
		PUTS(&s, 0x31u << 23 | 1u << 8 | 1, USER_BATCH(0), 0);
	commands(&s, 1 + (take(in, 1) & 7));
	if (s.n & 1)
		put(&s, 0);
	g->ring_n = s.n;
}

/* The workaround batches: the ring's kind of commands, 64 bytes a line. */
static void make_workarounds(struct stream *s, struct guest *g, uint32_t v)
{
	unsigned int lines = v & 7;
	uint32_t *at = (uint32_t *)(g->part + PART_INDIRECT);

	s->dw = at;
	s->n = 0;
	s->max = lines * 16;
	if (v & 8)			/* too long for what is said, perhaps */
		s->max += 16;
	commands(s, lines + (v & 8 ? 2 : 0));
	s->dw = (uint32_t *)(g->part + PART_PER_CTX);
	s->n = 0;
	s->max = BATCH_DWORDS - 2;
	commands(s, v >> 4 & 3);
	if (v < 0xf0)
		end_batch(s);
	g->indirect = (PART(s->guest) + PART_INDIRECT) | lines;
	if (v & 0x40)
		g->per_ctx = (PART(s->guest) + PART_PER_CTX) | 1;
}

/* MI_LOAD_REGISTER_IMMs into a place that is executed. */
static void make_loads(struct stream *s, struct guest *g, uint32_t v)
{
	switch (v >> 5 & 3) {
	case 0:
		s->dw = g->ring;
		s->n = g->ring_n;
		s->max = RING_MAX - 1;
		break;
	case 1:
		s->dw = (uint32_t *)(g->user + (v >> 4 & 1) * 0x2000);
		s->n = 0;
		s->max = BATCH_DWORDS - 2;
		break;
	case 2:
		s->dw = (uint32_t *)(g->part + PART_INDIRECT);
		s->n = 0;
		s->max = (g->indirect & INDIRECT_CTX_LINES) * 16;
		break;
	default:
		s->dw = (uint32_t *)(g->part + PART_PER_CTX);
		s->n = 0;
		s->max = BATCH_DWORDS - 2;
		break;
	}
	for (unsigned int n = 0; n < (v & 7); n++)
		load_register(s, &registers);
	if ((v >> 5 & 3) == 0) {
		if (s->n & 1)
			put(s, 0);
		g->ring_n = s->n;
	}
}

/* What came to be after the first inputs were saved; nothing if no bytes. */
static void make_more(struct in *in, unsigned int i)
{
	struct guest *g = &plan.guest[i];
	struct stream s = {
		.in = in, .table = &table, .engine = plan.engine, .guest = i,
		.scanned = true, .root = { pml4[0], pml4[1] },
	};
	uint32_t v = take(in, 1);

	if (v)
		make_workarounds(&s, g, v);
	for (unsigned int n = take(in, 1) & 3; n; n--)
		make_loads(&s, g, take(in, 1));
}

#include "stream_walker.h"

static void make_plan(const uint8_t *data, size_t size)
{
	static const uint8_t usual[OPS] = { 0, 2, 3, 2, 1, 2 };
	struct in in = { data, data + size };

	plan.engine = take(&in, 1) % GEN9_CTR_ENGINES;
	for (unsigned int i = 0; i < OPS; i++) {
		uint32_t v = take(&in, 1);

		plan.op[i] = (struct op){
			.kind = v & 0xc0 ? usual[i] : v & 3,
			.at = take(&in, 1),
			.value = take(&in, 1) & 1 ? 0x0au << 23 : 0,
		};
	}
	make_guest(&in, 0);
	make_guest(&in, 1);
	make_more(&in, 0);
	make_more(&in, 1);
	make_walkers(&in);
}

/* ---- the machine --------------------------------------------------------- */

/*
 * GVT-g lets commands write, too, what the first contexts of i915 have in
 * their images (gvt/cmd_parser.c, intel_gvt_update_reg_whitelist()), but for
 * the ring's part of them.
 */
static void add_image_registers(void)
{
	for (unsigned int e = 0; e < GEN9_CTR_ENGINES; e++) {
		const struct gen9_ctx_regs *c = &bed.g->regs.ctx[e];

		for (unsigned int i = 0; i < c->n; i++)
			if (!(c->reg[i].flags & R_RING) &&
			    gvt_register_add(&registers, c->reg[i].off,
					     GVT_CMD_ACCESS))
				abort();
	}
}

static void map_guests(void)
{
	for (unsigned int i = 0; i < 2; i++) {
		bed.m.pml4 = pml4[i] = t_page(&bed.m);
		for (uint32_t p = 0; p < USER_SIZE; p += 4096)
			t_map(&bed.m, USER_VA + p, USER_BUS(i) + p, 12, T_RW);
	}
	memcpy(tables, bed_mem(&bed, BED_TABLES), TABLES_SIZE);
}

static uint64_t ggtt_entry(uint32_t page)
{
	uint32_t at = page << 12;
	bool ours = (at >= PART(0) && at < PART(0) + PART_SIZE) ||
		    (at >= PART(1) && at < PART(1) + PART_SIZE) ||
		    (at >= SHADOW && at < SHADOW + SHADOW_SIZE) ||
		    (at >= BED_CTX(0) && at < BED_CTX(2)) ||
		    (at >= BED_HWSP && at < BED_HWSP + 0x4000);

	return (ours ? at : HOST_BUS + page % HOST_PAGES * 4096) | 1;
}

static uint32_t hwsp(void)
{
	return BED_HWSP + 0x1000 * plan.engine;
}

static void fresh_memory(void)
{
	uint32_t *host = bed_mem(&bed, HOST_BUS);

	for (uint32_t i = 0; i < HOST_PAGES * 1024; i++)
		host[i] = SECRET + (i & 0xff);
	memset(bed_mem(&bed, BED_HWSP), 0, 0x4000);
	memset(bed_mem(&bed, SHADOW), 0, SHADOW_SIZE);
	memcpy(bed_mem(&bed, BED_TABLES), tables, TABLES_SIZE);
	for (unsigned int i = 0; i < 2; i++) {
		memcpy(bed_mem(&bed, USER_BUS(i)), plan.guest[i].user, USER_SIZE);
		memcpy(bed_mem(&bed, PART(i)), plan.guest[i].part, PART_SIZE);
	}
}

/* GVT-g copies the two registers of the render engine only. */
static int scan_workarounds(struct gvt_scan *s, unsigned int i)
{
	uint32_t *indirect = bed_image(&bed, i, RING_INDIRECT_CTX(base())),
		 *per_ctx = bed_image(&bed, i, RING_BB_PER_CTX_PTR(base()));

	if (plan.engine == GEN9_CTR_RCS0)
		return gvt_scan_workarounds(s, indirect, per_ctx);
	*indirect = *per_ctx = 0;
	return 0;
}

/* Scan what the guest has; into its ring and its image what may run. */
static void prepare(unsigned int i, bool as_is)
{
	struct guest *g = &plan.guest[i];
	uint32_t ring[RING_MAX], *state;
	int ret;

	bed.m.pml4 = pml4[i];
	bed_context(&bed, i, base());
	state = bed_state(&bed, i);
	memset(state + g->image_at, 0, (1024 - g->image_at) * 4);
	memcpy(state + g->image_at, g->image, g->image_n * 4);
	memcpy(ring, g->ring, g->ring_n * 4);
	*bed_image(&bed, i, RING_INDIRECT_CTX(base())) = g->indirect;
	*bed_image(&bed, i, RING_BB_PER_CTX_PTR(base())) = g->per_ctx;
	g->scan = (struct gvt_scan){
		.table = &table, .engine = plan.engine, .as_is = as_is,
		.ram = bed.m.ram, .lo = PART(i), .hi = PART(i) + PART_SIZE,
		.hws = PART(i) + PART_HWS,
		.shadow = SHADOW + i * SHADOW_SIZE / 2,
		.shadow_hi = SHADOW + (i + 1) * SHADOW_SIZE / 2,
		.registers = &registers, .root = pml4[i],
	};
	ret = gvt_scan_image(&g->scan, state, 1024);
	if (!ret)
		ret = scan_workarounds(&g->scan, i);
	if (!ret)
		ret = gvt_scan_ring(&g->scan, ring, g->ring_n);
	g->refused = ret;
	bed_emit(&bed, i, base(), ring, g->ring_n);
}

static void start_engine(void)
{
	uint32_t b = base();

	bed_wr(&bed, b + 0x29c, 1u << 31 | 1u << 15);
	bed_wr(&bed, b + 0x80, hwsp());
	for (unsigned int i = 0; i < 12; i++)		/* RING_NOPID */
		bed_wr(&bed, b + 0x4d0 + i * 4, b + 0x94);
}

/* What earlier walkers left inside: the same before each run. */
static void fresh_threads(void)
{
	struct gen9_gpgpu *g = bed.g->engine[GEN9_CTR_RCS0].gpgpu;

	memset(g->slm, 0x5a, sizeof(g->slm));
	memset(g->thread, 0, sizeof(g->thread));
	memset(g->port.have, 0, sizeof(g->port.have));
}

static void fresh_machine(bool as_is)
{
	uint64_t *ggtt = gen9_get_ggtt(bed.g);

	bed_wr(&bed, 0x941c, 1);		/* GEN6_GDRST: all engines */
	memcpy(bed.g->regs.val, reset, sizeof(reset));
	fresh_threads();
	for (uint32_t i = 0; i < GGTT_USED; i++)
		ggtt[i] = ggtt_entry(i);
	fresh_memory();
	for (unsigned int i = 0; i < 2; i++)
		prepare(i, as_is);
	start_engine();
	memcpy(regs, bed.g->regs.val, sizeof(regs));
}

static bool idle(void)
{
	return gen9_execlists_idle(&bed.g->execlists[plan.engine]);
}

static unsigned long submitted;
static unsigned int running;		/* guests that were submitted, a bit each */

/* Guest i first, or after the one that may still run. */
static void submit(unsigned int i, bool after)
{
	uint64_t me = bed_desc(i), other = 0;

	if (plan.guest[i].refused)
		return;
	if (running >> !i & 1 && !idle())
		other = bed_desc(!i);
	running |= 1u << i;
	submitted++;
	if (other && after)
		bed_submit(&bed, base(), other, me);
	else
		bed_submit(&bed, base(), me, other);
}

/* Where a privileged batch is that was not scanned and does not end; or 0. */
static uint32_t away;

static uint32_t run_away(void)
{
	uint32_t at = bed_rd(&bed, base() + 0x74);		/* RING_ACTHD */

	if (idle() || at < BED_RING_SIZE ||
	    !gen9_privileged(&bed.g->engine[plan.engine]))
		return 0;
	for (unsigned int g = 0; g < 2; g++)
		if (at >= SHADOW + g * SHADOW_SIZE / 2 &&
		    at < plan.guest[g].scan.shadow)
			return 0;
	return at;
}

/* If the first guest hangs the engine, the second one goes on after a reset. */
static void recover(void)
{
	static const uint32_t domain[] = { 2, 8, 4, 16 };
	uint64_t guilty = bed.g->engine[plan.engine].desc;

	if (idle() || guilty >> 32 == bed_desc(1) >> 32)
		return;
	bed_wr(&bed, 0x941c, domain[plan.engine]);	/* GEN6_GDRST */
	start_engine();
	submit(1, false);
	bed_run(&bed, LONG_NS);
}

/* Where guest 0's memory is changed meanwhile: where a batch begins, mostly. */
static uint32_t poke_at(uint32_t v)
{
	return v & 0x80 ? 0 : (v & 7) * 4 + (v >> 3) % BATCHES * 0x2000;
}

/* Both guests, or the second one alone, from the same state. */
static void run(bool both, bool as_is, struct view *v)
{
	const uint32_t *head, *tail;
	uint32_t *stamp;

	fresh_machine(as_is);
	submitted = running = 0;
	for (unsigned int i = 0; i < OPS; i++) {
		const struct op *o = &plan.op[i];

		if (o->kind == 2)
			bed_run(&bed, 1u << (o->at & 0x80 ? 14 + o->at % 4 :
					     o->at % 14));
		else if (o->kind == 1 || (o->kind == 0 && both))
			submit(o->kind, o->at & 1);
		else if (o->kind == 3 && both)
			*bed_mem(&bed, USER_BUS(0) + poke_at(o->at)) = o->value;
	}
	bed_run(&bed, LONG_NS);
	if (both)
		submit(0, true);
	submit(1, true);
	bed_run(&bed, LONG_NS);
	away = run_away();
	recover();
	head = bed_image(&bed, 1, base() + 0x34);
	tail = bed_image(&bed, 1, base() + 0x30);
	v->done = idle() && head && tail && *head == *tail;
	memcpy(v->user, bed_mem(&bed, USER_BUS(1)), USER_SIZE);
	memcpy(v->part, bed_mem(&bed, PART(1)), PART_SIZE);
	stamp = bed_image(&bed, 1, base() + 0x3a8);	/* CTX_TIMESTAMP */
	if (stamp)
		*stamp = 0;
	memcpy(v->state, bed_state(&bed, 1), sizeof(v->state));
}

#endif
