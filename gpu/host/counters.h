/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters of the GPU model, as they lie in BAR0 from GEN9_CTR_BASE on:
 * read-only, little-endian 64-bit words, in the order of struct
 * gen9_counters. Shared by the model and by whoever reads it.
 *
 * All values only grow, except the slot headers (id, running, seq). A
 * reader takes sums over ctx[] and other for totals: nothing is counted
 * twice, and what an evicted context had is added to other.
 */
#ifndef GEN9_COUNTERS_H
#define GEN9_COUNTERS_H

#include <stdint.h>

#define GEN9_CTR_BASE		0x200000u	/* offset in BAR0 */
#define GEN9_CTR_MAGIC		0x3152544339454721ull	/* "!GE9CTR1" */
#define GEN9_CTR_VERSION	2	/* 2: skips, skip[] */
#define GEN9_CTR_SLOTS		64
#define GEN9_CTR_ENGINES	4
#define GEN9_CTR_SKIPS		62

/* Index of ctx.page[]: how the address was mapped by the page tables. */
enum gen9_ctr_page {
	GEN9_CTR_4K,		/* PPGTT, 4 KiB PTE */
	GEN9_CTR_64K,		/* PPGTT, 64 KiB PTE (IPS in the PDE) */
	GEN9_CTR_2M,		/* PPGTT, PS in the PDE */
	GEN9_CTR_1G,		/* PPGTT, PS in the PDP entry */
	GEN9_CTR_GGTT,		/* GGTT, always 4 KiB */
	GEN9_CTR_PAGES
};

/* Order of engine[]: as the model numbers its engines. */
enum gen9_ctr_engine {
	GEN9_CTR_RCS0, GEN9_CTR_BCS0, GEN9_CTR_VCS0, GEN9_CTR_VECS0,
};

struct gen9_page_counters {
	uint64_t bytes_read;
	uint64_t bytes_written;
	/*
	 * One lookup per 4 KiB of a surface in a block of a blit (blt.h), or
	 * per page of another access, not per cache line: l1_hits + l2_hits +
	 * misses lookups.
	 */
	uint64_t tlb_l1_hits;
	uint64_t tlb_l2_hits;
	uint64_t tlb_misses;
	uint64_t walk_steps;	/* page table entries fetched */
	uint64_t walk_cached;	/* steps saved by the walk caches */
	uint64_t walk_line_hits; /* leaf fetches served by a fetched line */
};

/* One context; slot "other" sums up the contexts evicted from ctx[]. */
struct gen9_ctx_counters {
	uint64_t id;		/* key given by the engine; 0: slot unused */
	uint64_t running;	/* references held by engines; not evictable */
	uint64_t seq;		/* order of last use, for eviction */
	uint64_t busy_ns;	/* virtual time */
	uint64_t commands;
	uint64_t not_executed;	/* of these, decoded but not executed */
	uint64_t blits;		/* of these, 2D commands executed */
	uint64_t faults;	/* translation faults */
	uint64_t ro_writes;	/* writes discarded on read-only pages */
	uint64_t iotlb_hits;
	uint64_t iotlb_misses;
	uint64_t tlb_cost_ps;	/* part of the cost due to translation */
	uint64_t bar_dma;	/* accesses to the device's own BARs: refused */
	uint64_t work_ps;	/* charged; busy is that and waits */
	uint64_t reserved[2];
	struct gen9_page_counters page[GEN9_CTR_PAGES];
};

struct gen9_engine_counters {
	uint64_t busy_ns;
	uint64_t commands;
	uint64_t not_executed;
	uint64_t ctx_switches;
	uint64_t submissions;	/* ELSP writes completed */
	uint64_t preemptions;
	uint64_t lite_restores;
	uint64_t interrupts;	/* user interrupts raised */
	uint64_t tlb_flushes;
	uint64_t resets;
	uint64_t work_ps;	/* charged; busy is that and waits */
	uint64_t reserved[5];
};

/* A command that was decoded and not executed, by its row of the tables. */
struct gen9_skip {
	uint64_t n;
	uint32_t op;		/* struct gen9_cmd's */
	char name[52];		/* its name, cut; the last byte is 0 */
};

struct gen9_counters {
	uint64_t magic;		/* GEN9_CTR_MAGIC */
	uint64_t version;	/* GEN9_CTR_VERSION */
	uint64_t bytes;		/* sizeof(struct gen9_counters) */
	uint64_t slots;		/* GEN9_CTR_SLOTS */
	uint64_t engines;	/* GEN9_CTR_ENGINES */
	uint64_t pages;		/* GEN9_CTR_PAGES */
	uint64_t params_hash;	/* gen9_params_hash() of the cost model */
	uint64_t now_ns;	/* virtual time of the read, if refreshed */
	uint64_t mmio_reads;	/* of BAR0 below the GGTT */
	uint64_t mmio_writes;
	uint64_t unknown_regs;	/* accesses to registers not modelled */
	uint64_t ggtt_writes;	/* of an entry or a part of it, by whom ever */
	uint64_t irq_edges;
	uint64_t gpu_resets;
	uint64_t evictions;	/* contexts moved into other */
	uint64_t skips;		/* rows of skip[] in use */
	/*
	 * Commands that were executed for a time that no published figure
	 * vouches for: what was measured of them is no result. Threads of the
	 * media pipeline are; walkers are held against clpeak (gpu/spec-eu.md,
	 * "Time"), primitives against writes (gpu/spec-render.md).
	 */
	uint64_t untimed;
	uint64_t primitives;	/* drawn, all of it or until a message was met */
	uint64_t reserved[14];
	struct gen9_engine_counters engine[GEN9_CTR_ENGINES];
	struct gen9_ctx_counters other;
	struct gen9_ctx_counters ctx[GEN9_CTR_SLOTS];
	/*
	 * All of not_executed by name, in the order in which they were met; the
	 * last row has what found no row, without an op.
	 */
	struct gen9_skip skip[GEN9_CTR_SKIPS];
};

_Static_assert(sizeof(struct gen9_page_counters) == 8 * 8, "layout");
_Static_assert(sizeof(struct gen9_ctx_counters) == (16 + 40) * 8, "layout");
_Static_assert(sizeof(struct gen9_engine_counters) == 16 * 8, "layout");
_Static_assert(sizeof(struct gen9_skip) == 8 * 8, "layout");
_Static_assert(sizeof(struct gen9_counters) ==
	       (32 + 4 * 16 + (GEN9_CTR_SLOTS + 1) * 56 +
		GEN9_CTR_SKIPS * 8) * 8, "layout");

/*
 * What was touched and has no row or no effect, in the order in which it
 * was met: read-only dwords in BAR0 from GEN9_UNMODELLED_BASE on. regs
 * goes on when its list is full.
 */
#define GEN9_UNMODELLED_BASE	0x2c0000u
#define GEN9_UNMODELLED_REGS	960
#define GEN9_UNMODELLED_CMDS	62

struct gen9_unmodelled {
	uint32_t regs, cmds;
	uint32_t reg[GEN9_UNMODELLED_REGS];	/* offsets in BAR0 */
	uint32_t cmd[GEN9_UNMODELLED_CMDS];	/* bits 31:16 of the header */
};

_Static_assert(sizeof(struct gen9_unmodelled) == 4096, "layout");

/* counters.c: fill the header; everything else zero. */
void gen9_counters_init(struct gen9_counters *c, uint64_t params_hash);

/*
 * counters.c: the slot of context id (any non-zero key, e.g. the upper half of
 * its descriptor), evicting the least recently used one into other if all
 * are taken. Each get is paired with a put; a slot is not evicted between.
 * Never NULL: when every slot is held, that is &c->other.
 */
struct gen9_ctx_counters *gen9_counters_get(struct gen9_counters *c,
					    uint64_t id);
void gen9_counters_put(struct gen9_counters *c,
		       struct gen9_ctx_counters *ctx);

/* counters.c: count a command that is not executed, by name. */
void gen9_counters_skip(struct gen9_counters *c, uint32_t op, const char *name);

/* counters.c: word at byte offset off from GEN9_CTR_BASE; 0 past the end. */
uint64_t gen9_counters_read(const struct gen9_counters *c, uint64_t off);

#endif
