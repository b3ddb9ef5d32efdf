/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dispatch: from a GPGPU_WALKER to threads. State is in the engine
 * (e->compute), the threads of the group under way are here.
 *
 * One thread group runs at a time, x innermost, then y, z; its threads take
 * turns. A step is bounded work of the host. Between groups the walker may be
 * left for another context and goes on from e->compute alone. Threads of the
 * media pipeline are groups of one, and not left.
 *
 * Layouts: PRM, Skylake, volume 7, "Media GPGPU Pipeline"; what is seen in
 * kernels of ocloc and in their payloads is in gpu/spec-eu.md.
 */
#ifndef GEN9_GPGPU_H
#define GEN9_GPGPU_H

#include "gpu/engine/engine.h"
#include "gpu/message/message.h"

#define GEN9_GROUP_THREADS	64u	/* most threads of a group */

struct gen9_gpgpu;

/* For engine e, whose e->gpgpu it becomes. NULL when out of memory. */
struct gen9_gpgpu *gen9_gpgpu_new(struct gen9_engine *e);
void gen9_gpgpu_free(struct gen9_gpgpu *g);

/*
 * Begin the walker in e->compute: 0, e->walk says whether there is anything
 * to do.
 */
void gen9_gpgpu_begin(struct gen9_engine *e);
/*
 * Begin MEDIA_OBJECT or MEDIA_OBJECT_WALKER dw, of n dwords, which the
 * command's row allows. false: of a kind that is not executed, nothing has
 * begun.
 */
bool gen9_media_begin(struct gen9_engine *e, const uint32_t *dw, unsigned int n);
/* Go on with it. What stops it for good hangs the engine. */
void gen9_gpgpu_step(struct gen9_engine *e);

/* What threads have executed since the engine was made. */
const struct eu_counters *gen9_gpgpu_counters(const struct gen9_engine *e);

#endif
