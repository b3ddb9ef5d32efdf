// SPDX-License-Identifier: GPL-2.0-or-later
/* Trace events of the IOMMU, counted; contract in iommucount.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/iommucount.h"
#include "host/tracecount.h"
#include "host/vgpu.h"
#include "lib/sys.h"

#define TRACING "/sys/kernel/tracing/events/"
#define GROUP "/sys/bus/pci/devices/" GPU_BDF "/iommu_group"

enum {
	MAP_4K, MAP_2M, MAP_ALL,
	UNMAP_4K, UNMAP_2M, UNMAP_ALL,
	IOTLB, N_COUNTS
};

/*
 * qi_submit: the low four bits of the first word are the descriptor's type
 * (drivers/iommu/intel/iommu.h), 2 for the IOTLB.
 */
static struct tracecount counts[N_COUNTS] = {
	[MAP_4K] = { .event = "iommu/map", .filter = "size == 4096" },
	[MAP_2M] = { .event = "iommu/map", .filter = "size == 2097152" },
	[MAP_ALL] = { .event = "iommu/map", .filter = NULL },
	[UNMAP_4K] = { .event = "iommu/unmap", .filter = "size == 4096" },
	[UNMAP_2M] = { .event = "iommu/unmap", .filter = "size == 2097152" },
	[UNMAP_ALL] = { .event = "iommu/unmap", .filter = NULL },
	[IOTLB] = { .event = "intel_iommu/qi_submit", .filter = "qw0 & 2 && !(qw0 & 13)" },
};

void iommu_domain(char *out, size_t len)
{
	char text[32] = "";

	if (sys_read(GROUP "/type", text, sizeof(text)) <= 0)
		strcpy(text, "none");
	text[strcspn(text, "\n")] = 0;
	snprintf(out, len, "%s", text);
}

static bool translated(void)
{
	return sys_exists(GROUP) && sys_exists(TRACING "intel_iommu");
}

static void all_off(void)
{
	for (size_t i = 0; i < N_COUNTS; i++)
		tracecount_off(&counts[i]);
}

int iommucount_start(void)
{
	size_t i;
	int ret = 0;

	for (i = 0; translated() && i < N_COUNTS && !ret; i++)
		ret = tracecount_on(&counts[i]);
	if (ret)
		all_off();
	return ret;
}

static struct iommu_sizes sizes(const int64_t *n)
{
	return (struct iommu_sizes) {
		.k4 = n[0], .m2 = n[1], .other = n[2] - n[0] - n[1],
	};
}

int iommucount_stop(struct iommucount *c)
{
	int64_t n[N_COUNTS];
	size_t i;
	int ret = 0;

	memset(c, 0, sizeof(*c));
	if (!translated())
		return 0;
	for (i = 0; i < N_COUNTS && !ret; i++) {
		n[i] = tracecount_read(&counts[i]);
		ret = n[i] < 0 ? n[i] : 0;
	}
	if (!ret)
		*c = (struct iommucount) {
			.on = true, .map = sizes(n + MAP_4K),
			.unmap = sizes(n + UNMAP_4K), .iotlb = n[IOTLB],
		};
	all_off();
	return ret;
}

static json_t *sizes_json(const struct iommu_sizes *s)
{
	return json_pack("{s:I, s:I, s:I}", "4k", (json_int_t)s->k4,
			 "2m", (json_int_t)s->m2,
			 "other", (json_int_t)s->other);
}

json_t *iommucount_json(const struct iommucount *c)
{
	char domain[32];

	iommu_domain(domain, sizeof(domain));
	return json_pack("{s:s, s:b, s:o, s:o, s:I}", "domain", domain,
			 "counted", c->on, "map", sizes_json(&c->map),
			 "unmap", sizes_json(&c->unmap),
			 "iotlb_invalidations", (json_int_t)c->iotlb);
}
