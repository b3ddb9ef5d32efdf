/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The blitter load in a guest that runs a VM of its own (nest.h), while the
 * VM lives, or after it has ended: then objects may lie in pages that held
 * the VM's page tables, of which L1's KVM may not know that they are gone.
 */
#ifndef GTT2M_LOAD_NESTED_H
#define GTT2M_LOAD_NESTED_H

#include <stdbool.h>

#include "load_blit.h"

struct nested_params {
	unsigned int vm_mib;	/* of the VM */
	bool lives;		/* through the load; else it is over before */
	struct blit_params blit;
};

/*
 * Emits what load_blit() does, and one {"type":"nested","load":NAME,
 * "vm_mib":n,"lives":b,"touched":n,"runs":n}: 2 MiB ranges of the VM, in
 * each of which its store was found, and how often it went over them. The
 * phases NAME/vm-starts and NAME/vm-ends have no rate.
 */
int load_nested(const struct load *l, uint64_t seed);

extern const struct rowset load_nested_rows;

#endif
