// SPDX-License-Identifier: GPL-2.0-or-later
/* KVM's own counts; contract in kvmstat.h. */
#include <stdio.h>

#include "host/kvmstat.h"
#include "lib/sys.h"

#define KVM "/sys/kernel/debug/kvm/"

static const char *const names[KVMSTAT_N] = {
	"nested_run", "mmu_cache_miss", "mmu_pte_write", "mmu_shadow_zapped",
};

void kvmstat_read(struct kvmstat *s)
{
	char path[64];

	for (int i = 0; i < KVMSTAT_N; i++) {
		snprintf(path, sizeof(path), KVM "%s", names[i]);
		s->v[i] = 0;
		sys_read_u64(path, &s->v[i]);
	}
}

json_t *kvmstat_record(const struct kvmstat *before,
		       const struct kvmstat *after)
{
	json_t *o = json_object();

	for (int i = 0; i < KVMSTAT_N; i++)
		json_object_set_new(o, names[i], json_integer((json_int_t)
				    (after->v[i] - before->v[i])));
	return o;
}
