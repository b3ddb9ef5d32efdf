/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An OpenCL kernel on the core, through the commands that a driver writes:
 * heaps, surface states, payload, GPGPU_WALKER in a batch. Included once per
 * program.
 */
#ifndef GEN9_TESTS_CL_BED_H
#define GEN9_TESTS_CL_BED_H

#include "bed.h"
#include "gpu/registers/gt_regs.h"
#include "zebin.h"

#define CL_PHYS		0x800000u	/* RAM up to the tables, mapped at CL_VA */
#define CL_BYTES	(BED_TABLES - CL_PHYS)
#define CL_VA		0x180000000ull	/* above 4 GiB: A64 has to carry it */
#define CL_BATCH	0x0u		/* offsets from there */
#define CL_DYNAMIC	0x10000u
#define CL_SAMPLER	0x200u		/* from CL_DYNAMIC */
#define CL_SURFACE	0x20000u
#define CL_INDIRECT	0x30000u
#define CL_CONSTS	0x40000u	/* to CL_KERNEL */
#define CL_KERNEL	0x80000u
#define CL_SCRATCH	0x100000u	/* to 0x500000 */
#define CL_HEAP		0x500000u	/* what arguments are in */
#define CL_DONE		0xff00u		/* written at the batch's end */

enum cl_kind { CL_BUFFER, CL_VALUE, CL_LOCAL, CL_IMAGE };

struct cl_arg {
	enum cl_kind kind;
	void *data;		/* of the caller, for CL_VALUE: its bytes */
	size_t bytes;		/* CL_LOCAL: bytes of local memory */
	uint64_t va;		/* set here */
	/* CL_IMAGE: a surface of 2D, as it is encoded */
	unsigned int format, width, height, pitch;
};

struct cl_run {
	const struct zebin *z;
	const struct ze_kernel *k;
	struct cl_arg *arg;
	unsigned int args;
	unsigned int global[3], local[3];
	uint32_t sampler[4];	/* SAMPLER_STATE */
	bool curbe;		/* payload by MEDIA_CURBE_LOAD */
	bool indirect;		/* dimensions from registers */
	const uint32_t *media;	/* commands of the media pipeline instead */
	unsigned int media_dwords;
};

static inline uint8_t *cl_at(struct bed *b, uint32_t off)
{
	return b->m.ram + CL_PHYS + off;
}

/* Parameters (NULL: the default's), and pages of 1 << shift bytes. */
static inline void cl_init_with(struct bed *b, const struct gen9_params *p,
				unsigned int shift)
{
	bed_init_with(b, p);
	for (uint32_t o = 0; o < CL_BYTES; o += 1u << shift)
		t_map(&b->m, CL_VA + o, CL_PHYS + o, shift, T_RW);
	bed_wr(b, GEN8_GAMW_ECO_DEV_RW_IA, GAMW_ECO_ENABLE_64K_IPS_FIELD);
	bed_context(b, 0, RCS_BASE);
	bed_start(b, RCS_BASE);
}

static inline void cl_init(struct bed *b)
{
	cl_init_with(b, NULL, 12);
}

/* Buffers one after the other, a page apart so that a miss is seen. */
static inline void cl_place(struct bed *b, struct cl_run *r)
{
	uint32_t at = CL_HEAP;

	for (unsigned int i = 0; i < r->args; i++) {
		struct cl_arg *a = &r->arg[i];

		if (a->kind != CL_BUFFER && a->kind != CL_IMAGE)
			continue;
		a->va = CL_VA + at;
		memcpy(cl_at(b, at), a->data, a->bytes);
		at += ((uint32_t)a->bytes + 8191) & ~4095u;
	}
}

static inline void cl_fetch(struct bed *b, struct cl_run *r)
{
	for (unsigned int i = 0; i < r->args; i++)
		if (r->arg[i].kind == CL_BUFFER || r->arg[i].kind == CL_IMAGE)
			memcpy(r->arg[i].data,
			       cl_at(b, (uint32_t)(r->arg[i].va - CL_VA)),
			       r->arg[i].bytes);
}

static inline void cl_surface(uint32_t *dw, const struct cl_arg *a)
{
	uint32_t n = (uint32_t)a->bytes - 1;

	memset(dw, 0, 64);
	if (a->kind == CL_IMAGE) {
		dw[0] = 1u << 29 | a->format << 18 | 1u << 16 | 1u << 14;
		dw[2] = (a->width - 1) | (a->height - 1) << 16;
		dw[3] = a->pitch - 1;
	} else {
		dw[0] = 4u << 29 | 0x1ffu << 18;
		dw[2] = (n & 0x7f) | (n >> 7 & 0x3fff) << 16;
		dw[3] = n >> 21 << 21;
	}
	dw[7] = 4u << 25 | 5u << 22 | 6u << 19 | 7u << 16;
	dw[8] = (uint32_t)a->va;
	dw[9] = a->va >> 32;
}

static inline void cl_surfaces(struct bed *b, const struct cl_run *r)
{
	uint32_t *table = (uint32_t *)cl_at(b, CL_SURFACE);

	memset(table, 0, 0x1000);
	for (unsigned int i = 0; i < r->k->btis; i++) {
		unsigned int bti = r->k->bti[i].bti;
		uint32_t at = 0x400 + bti * 64;

		table[bti] = at;
		cl_surface((uint32_t *)cl_at(b, CL_SURFACE + at),
			   &r->arg[r->k->bti[i].index]);
	}
}

static inline void cl_put(uint8_t *to, const struct ze_arg *a, const void *from,
			  size_t n)
{
	memcpy(to + a->offset, from, n < a->size ? n : a->size);
}

static inline void cl_payload_arg(const struct cl_run *r, const struct ze_arg *a,
				  uint8_t *to, uint32_t *slm)
{
	unsigned int groups[3];
	const struct cl_arg *arg = a->index < r->args ? &r->arg[a->index] : NULL;

	for (unsigned int i = 0; i < 3; i++)
		groups[i] = r->global[i] / r->local[i];
	if (!strcmp(a->type, "local_size") ||
	    !strcmp(a->type, "enqueued_local_size"))
		cl_put(to, a, r->local, 12);
	else if (!strcmp(a->type, "global_size"))
		cl_put(to, a, r->global, 12);
	else if (!strcmp(a->type, "group_count"))
		cl_put(to, a, groups, 12);
	else if (!strcmp(a->type, "buffer_address") && arg)
		cl_put(to, a, &arg->va, 8);
	else if (!strcmp(a->type, "arg_byvalue") && arg)
		cl_put(to, a, (uint8_t *)arg->data + a->source_offset, a->size);
	else if (!strcmp(a->type, "arg_bypointer") && arg &&
		 arg->kind == CL_LOCAL) {
		cl_put(to, a, slm, 4);
		*slm += (uint32_t)arg->bytes;
	} else if (!strcmp(a->type, "arg_bypointer") && arg)
		cl_put(to, a, &arg->va, 8);
}

/* Local ids of thread t: words of x, then y, then z, a register or two each. */
static inline void cl_local_ids(const struct cl_run *r, unsigned int t, uint8_t *to)
{
	unsigned int dim = r->k->simd == 32 ? 64 : 32;

	for (unsigned int c = 0; c < r->k->simd; c++) {
		unsigned int n = t * r->k->simd + c;
		const uint16_t id[3] = {
			n % r->local[0], n / r->local[0] % r->local[1],
			n / r->local[0] / r->local[1],
		};

		for (unsigned int d = 0; d < 3 && (d + 1) * dim <= r->k->per_thread; d++)
			memcpy(to + d * dim + c * 2, &id[d], 2);
	}
}

struct cl_layout {
	unsigned int cross, per, threads, slm;	/* bytes but threads */
};

static inline struct cl_layout cl_payload(struct bed *b, const struct cl_run *r)
{
	uint32_t at = r->curbe ? CL_DYNAMIC + 0x1000 : CL_INDIRECT;
	unsigned int items = r->local[0] * r->local[1] * r->local[2];
	struct cl_layout l = { .slm = r->k->slm };
	uint8_t *to = cl_at(b, at);

	memset(to, 0, 0x8000);
	for (unsigned int i = 0; i < r->k->args; i++) {
		const struct ze_arg *a = &r->k->arg[i];

		cl_payload_arg(r, a, to, &l.slm);
		if (a->size && l.cross < a->offset + a->size)
			l.cross = a->offset + a->size;
	}
	l.cross = (l.cross + 31) & ~31u;
	/* a register at least, also where no local ids are asked for */
	l.per = r->k->per_thread ? (r->k->per_thread + 31) & ~31u : 32;
	l.threads = (items + r->k->simd - 1) / r->k->simd;
	for (unsigned int t = 0; t < l.threads; t++)
		cl_local_ids(r, t, to + l.cross + t * l.per);
	return l;
}

static inline unsigned int cl_log2(unsigned int n)
{
	unsigned int l = 0;

	while (1u << l < n)
		l++;
	return l;
}

static inline void cl_descriptor(struct bed *b, const struct cl_run *r,
				 const struct cl_layout *l)
{
	uint32_t *dw = (uint32_t *)cl_at(b, CL_DYNAMIC);

	memset(dw, 0, 32);
	dw[0] = 0;
	dw[2] = 1u << 19;
	dw[3] = CL_SAMPLER;
	memcpy(cl_at(b, CL_DYNAMIC + CL_SAMPLER), r->sampler, 16);
	dw[4] = 0;
	dw[5] = l->per / 32 << 16;
	dw[6] = l->threads | (r->k->barriers ? 1u << 21 : 0) |
		(l->slm ? cl_log2((l->slm + 1023) / 1024) + 1 : 0) << 16;
	dw[7] = l->cross / 32;
}

static inline uint32_t *cl_base(uint32_t *p, uint64_t va)
{
	p[0] = (uint32_t)va | 1;
	p[1] = va >> 32;
	return p + 2;
}

static inline uint32_t *cl_state(uint32_t *p, const struct cl_run *r)
{
	unsigned int per = r->k->scratch ?
			   cl_log2((r->k->scratch + 1023) / 1024) : 0;

	*p++ = 0x69040300 | (r->media ? 1 : 2);		/* PIPELINE_SELECT */
	*p++ = 0x61010011;				/* STATE_BASE_ADDRESS */
	p = cl_base(p, CL_VA);				/* general: scratch */
	*p++ = 0;
	p = cl_base(p, CL_VA + CL_SURFACE);
	p = cl_base(p, CL_VA + CL_DYNAMIC);
	p = cl_base(p, CL_VA + CL_INDIRECT);
	p = cl_base(p, CL_VA + CL_KERNEL);
	for (unsigned int i = 0; i < 4; i++)
		*p++ = 0xfffff001;
	p = cl_base(p, 0);
	*p++ = 0;
	*p++ = 0x70000007;				/* MEDIA_VFE_STATE */
	*p++ = CL_SCRATCH | per;
	*p++ = 0;
	*p++ = 167u << 16;
	for (unsigned int i = 0; i < 5; i++)
		*p++ = 0;
	return p;
}

static inline uint32_t *cl_walker(uint32_t *p, const struct cl_run *r,
				  const struct cl_layout *l)
{
	unsigned int items = r->local[0] * r->local[1] * r->local[2];
	unsigned int rest = items % r->k->simd, groups[3];

	for (unsigned int i = 0; i < 3; i++)
		groups[i] = r->global[i] / r->local[i];
	for (unsigned int i = 0; i < 3 && r->indirect; i++) {
		*p++ = MI_LRI(1);
		*p++ = 0x2500 + i * 4;
		*p++ = groups[i];
	}
	*p++ = 0x7105000d | (r->indirect ? 1u << 10 : 0);
	*p++ = 0;
	*p++ = r->curbe ? 0 : (l->cross + l->per * l->threads + 63) & ~63u;
	*p++ = 0;
	*p++ = (r->k->simd / 16) << 30 | (l->threads - 1);
	*p++ = 0;
	*p++ = 0;
	*p++ = r->indirect ? 0 : groups[0];
	*p++ = 0;
	*p++ = 0;
	*p++ = r->indirect ? 0 : groups[1];
	*p++ = 0;
	*p++ = r->indirect ? 0 : groups[2];
	*p++ = rest ? (1u << rest) - 1 : ~0u;
	*p++ = ~0u;
	return p;
}

static inline void cl_batch(struct bed *b, const struct cl_run *r,
			    const struct cl_layout *l)
{
	uint32_t *p = (uint32_t *)cl_at(b, CL_BATCH);

	p = cl_state(p, r);
	if (r->curbe) {
		*p++ = 0x70010002;			/* MEDIA_CURBE_LOAD */
		*p++ = 0;
		*p++ = l->cross + l->per * l->threads;
		*p++ = 0x1000;
	}
	*p++ = 0x70020002;		/* MEDIA_INTERFACE_DESCRIPTOR_LOAD */
	*p++ = 0;
	*p++ = 32;
	*p++ = 0;
	if (r->media)
		p = (uint32_t *)memcpy(p, r->media, r->media_dwords * 4) +
		    r->media_dwords;
	else
		p = cl_walker(p, r, l);
	*p++ = 0x70040000;				/* MEDIA_STATE_FLUSH */
	*p++ = 0;
	*p++ = MI_STORE_DWORD_IMM;
	*p++ = (uint32_t)(CL_VA + CL_DONE);
	*p++ = (CL_VA + CL_DONE) >> 32;
	*p++ = 0x600d;
	*p++ = MI_BATCH_BUFFER_END;
}

/* The kernel, with the addresses of the program's constants. */
static inline void cl_load(struct bed *b, const struct cl_run *r)
{
	uint8_t *text = cl_at(b, CL_KERNEL);

	memcpy(text, r->k->text, r->k->bytes);
	memset(text + r->k->bytes, 0, 256);
	if (r->z->consts)
		memcpy(cl_at(b, CL_CONSTS), r->z->consts, r->z->const_bytes);
	for (unsigned int i = 0; i < r->k->rels; i++) {
		uint64_t to = CL_VA + CL_CONSTS + r->k->rel[i].to;

		if (r->k->rel[i].type == 3)
			to >>= 32;
		memcpy(text + r->k->rel[i].at, &to,
		       r->k->rel[i].type == 1 ? 8 : 4);
	}
}

/* Everything but to start it. */
static inline void cl_prepare(struct bed *b, struct cl_run *r)
{
	struct cl_layout l;

	cl_place(b, r);
	cl_surfaces(b, r);
	l = cl_payload(b, r);
	cl_descriptor(b, r, &l);
	cl_load(b, r);
	memset(cl_at(b, CL_DONE), 0, 4);
	cl_batch(b, r, &l);
	BED_EMIT(b, 0, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)CL_VA, CL_VA >> 32);
}

static inline bool cl_done(struct bed *b)
{
	return *(uint32_t *)cl_at(b, CL_DONE) == 0x600d;
}

/* false: it did not end; b->log says what the model said. */
static inline bool cl_go(struct bed *b, struct cl_run *r)
{
	cl_prepare(b, r);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	for (unsigned int i = 0; i < 10000 && !cl_done(b); i++)
		bed_run(b, 100000);
	cl_fetch(b, r);
	return cl_done(b);
}

#endif
