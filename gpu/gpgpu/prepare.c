// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From state, interface descriptor and walker to threads. Fields: Mesa's
 * src/intel/genxml/gen9.xml (INTERFACE_DESCRIPTOR_DATA, GPGPU_WALKER,
 * MEDIA_VFE_STATE, STATE_BASE_ADDRESS).
 */
#include <string.h>

#include "gpu/gpgpu/walk.h"
#include "gpu/host/work.h"

#define DESCRIPTOR_BYTES 32u

static void take_walker(struct walk *w, const uint32_t *dw)
{
	unsigned int width = (dw[3] & 0x3f) + 1, height = (dw[3] >> 8 & 0x3f) + 1,
		     depth = (dw[3] >> 16 & 0x3f) + 1;

	w->width = width;
	w->height = height;
	w->threads = width * height * depth;
	w->mask = dw[3] >> 30 == 0 ? 0xff : dw[3] >> 30 == 1 ? 0xffff : ~0u;
	w->right = w->mask & dw[12];
	w->bottom = w->mask & dw[13];
	w->first[0] = dw[4];
	w->first[1] = dw[7];
	w->end[0] = dw[6];
	w->end[1] = dw[9];
	w->end[2] = dw[11];
}

static void take_descriptor(struct gen9_gpgpu *g, const uint32_t *dw)
{
	struct walk *w = &g->w;
	unsigned int slm = dw[6] >> 16 & 0x1f;

	g->core.base = g->bases.instruction + ((uint64_t)(dw[1] & 0xffff) << 32);
	w->kernel = dw[0] & ~0x3fu;
	w->cr0 = (dw[2] >> 16 & 1) | (dw[2] >> 18 & 1 ? EU_CR0_SPF : 0) |
		 (dw[6] >> 22 & 3) << 4;
	w->samplers = dw[3] & ~0x1fu;
	w->binding_table = dw[4] & 0xffe0;
	/* 1 KiB, 2, 4 ... 64 KiB */
	w->slm_bytes = slm ? 1024u << ((slm > 7 ? 7 : slm) - 1) : 0;
	w->per = dw[5] >> 16;
	w->cross = dw[7] & 0xff;
}

uint64_t gpgpu_curbe_at(const struct gen9_gpgpu *g, uint16_t read_offset)
{
	return g->bases.dynamic + (g->e->compute.curbe[1] & ~0x3fu) +
	       (uint64_t)read_offset * EU_GRF_BYTES;
}

static uint64_t payload_at(const struct gen9_gpgpu *g, uint16_t read_offset)
{
	const struct gen9_compute *c = &g->e->compute;

	if (c->walker[1] & 0x1ffff)
		return g->bases.indirect + (c->walker[2] & ~0x3fu);
	return gpgpu_curbe_at(g, read_offset);
}

/* In memory, of either source, what all threads have is first. */
static const char *read_payload(struct gen9_gpgpu *g, uint16_t read_offset)
{
	struct walk *w = &g->w;
	size_t len;

	w->per_first = g->e->compute.walker[1] & 0x1ffff;
	if (w->cross + w->per > EU_GRFS - 1)
		return "a payload of more registers than there are";
	len = (size_t)(w->cross + w->per * w->threads) * EU_GRF_BYTES;
	gen9_port_read(&g->port, payload_at(g, read_offset), g->payload, len);
	return NULL;
}

uint16_t gpgpu_descriptor(struct gen9_gpgpu *g, uint32_t n)
{
	const struct gen9_compute *c = &g->e->compute;
	uint32_t dw[DESCRIPTOR_BYTES / 4];

	g->bases = gen9_bases_of(c);
	gen9_port_begin(&g->port);
	eu_core_invalidate(&g->core);
	gen9_port_read(&g->port, g->bases.dynamic + (c->descriptors[1] & ~0x3fu) +
		       (n & 0x3f) * DESCRIPTOR_BYTES, dw, sizeof(dw));
	take_descriptor(g, dw);
	return dw[5] & 0xffff;
}

const char *gpgpu_prepare(struct gen9_gpgpu *g)
{
	const struct gen9_compute *c = &g->e->compute;

	g->w.media.on = false;
	take_walker(&g->w, c->walker);
	if (g->w.threads > GEN9_GROUP_THREADS)
		return "a thread group of more than 64 threads";
	if (c->walker[3] >> 30 == 3)
		return "a walker of no SIMD size";
	return read_payload(g, gpgpu_descriptor(g, c->walker[0]));
}

/* Per thread scratch space: 1 KiB << field. */
static uint32_t scratch_of(const struct gen9_compute *c, unsigned int n)
{
	return (c->vfe[0] & ~0x3ffu) + n * (1024u << (c->vfe[0] & 0xf));
}

/* r0: where the group is, what the thread may use. */
static void header(struct gen9_gpgpu *g, unsigned int n, const uint32_t at[3])
{
	const struct gen9_compute *c = &g->e->compute;
	const uint32_t r0[8] = {
		[1] = at[0], [6] = at[1], [7] = at[2],
		[3] = g->w.samplers | (c->vfe[0] & 0xf),
		[4] = g->w.binding_table,
		[5] = scratch_of(c, n) | n,	/* and FFTID */
	};

	memcpy(g->thread[n].grf[0], r0, sizeof(r0));
}

static void payload(struct gen9_gpgpu *g, unsigned int n)
{
	const struct walk *w = &g->w;
	const uint8_t *own = g->payload + (w->cross + n * w->per) * EU_GRF_BYTES;
	unsigned int cross = 1 + (w->per_first ? w->per : 0);
	unsigned int per = 1 + (w->per_first ? 0 : w->cross);

	memcpy(g->thread[n].grf[cross], g->payload, w->cross * EU_GRF_BYTES);
	memcpy(g->thread[n].grf[per], own, w->per * EU_GRF_BYTES);
}

/* Threads at an edge of the group have its mask, in a corner both. */
static uint32_t channels(const struct walk *w, unsigned int n)
{
	uint32_t mask = w->mask;

	if (n % w->width == w->width - 1)
		mask &= w->right;
	if (n / w->width % w->height == w->height - 1)
		mask &= w->bottom;
	return mask;
}

/* sr0.0: thread, EU, subslice: a subslice's EUs are filled in turn. */
static uint32_t slot_of(unsigned int n)
{
	return n / GEN9_SUBSLICE_EUS % GEN9_EU_THREADS | n % GEN9_SUBSLICE_EUS << 8;
}

void gpgpu_start_group(struct gen9_gpgpu *g, const uint32_t at[3])
{
	const struct walk *w = &g->w;

	g->group = (struct gen9_group){
		.slm = g->slm, .slm_bytes = w->slm_bytes,
		.binding_table = w->binding_table, .samplers = w->samplers,
		.thread = g->thread, .threads = w->threads,
		.members = w->threads,
	};
	/* no group sees what another left */
	memset(g->slm, 0, w->slm_bytes);
	g->e->ppgtt.work += GEN9_WORK_STEP + w->slm_bytes + w->threads;
	g->running = g->waiting = 0;
	g->turn = 0;
	for (unsigned int n = 0; n < w->threads; n++) {
		struct eu_thread *t = &g->thread[n];

		if (!channels(w, n)) {
			g->group.members--;
			continue;
		}
		eu_thread_start(t, &g->core, w->kernel, channels(w, n));
		t->cr0[0] |= w->cr0;
		t->sr0[0] = slot_of(n);
		t->group = &g->group;
		g->e->ppgtt.work += 2 * sizeof(*t);	/* and its payload */
		header(g, n, at);
		payload(g, n);
		g->running |= 1ull << n;
		g->core.ctr.done[GEN9_DONE_THREADS]++;
	}
}
