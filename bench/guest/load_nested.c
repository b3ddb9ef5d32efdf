// SPDX-License-Identifier: GPL-2.0-or-later
/* Blits beside a VM of the guest's own; contract in load_nested.h. */
#include <errno.h>

#include "load_nested.h"
#include "nest.h"
#include "lib/rec.h"
#include "lib/sizes.h"

static int start_vm(const struct load *l, struct nest *vm)
{
	const struct nested_params *p = l->params;
	const struct rate phase = { .load = l->name, .phase = "vm-starts" };
	int ret = rate_begin(&phase);

	if (!ret)
		ret = nest_start(vm, p->vm_mib);
	return ret ? ret : rate_end(&phase);
}

static int stop_vm(const struct load *l, struct nest *vm)
{
	const struct rate phase = { .load = l->name, .phase = "vm-ends" };
	int begun = rate_begin(&phase), ret = nest_stop(vm);

	return begun ? begun : ret ? ret : rate_end(&phase);
}

int load_nested(const struct load *l, uint64_t seed)
{
	const struct nested_params *p = l->params;
	const struct load blit = { .name = l->name, .params = &p->blit };
	struct nest vm = { 0 };
	int ret = start_vm(l, &vm), err = 0;

	if (ret)
		return ret;
	if (!p->lives)
		ret = stop_vm(l, &vm);
	if (!ret)
		ret = load_blit(&blit, seed);
	if (p->lives)
		err = stop_vm(l, &vm);
	rec_emit(json_pack("{s:s, s:s, s:i, s:b, s:i, s:i}",
			   "type", "nested", "load", l->name,
			   "vm_mib", p->vm_mib, "lives", p->lives,
			   "touched", vm.seen->touched,
			   "runs", vm.seen->runs));
	return ret ? ret : err;
}

#define NESTED(...) .run = load_nested, .params = &(struct nested_params){ __VA_ARGS__ }

static const struct load rows[] = {
	{ .name = "blit-vm", .desc = "blit-stream, while the guest runs a VM of its own",
	  NESTED(.vm_mib = 512, .lives = true, .blit = {
		 .pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
		 .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
		 .rounds = 32 }) },
	{ .name = "blit-vm-gone", .desc = "320 MiB of objects, after the guest's own VM ended",
	  NESTED(.vm_mib = 512, .blit = {
		 .pairs = 40, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
		 .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
		 .rounds = 2 }) },
};
const struct rowset load_nested_rows = ROWSET(rows);
