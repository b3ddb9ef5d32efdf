// SPDX-License-Identifier: GPL-2.0-or-later
/* Trace event histograms of the IOMMU; contract in iommucount.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/iommucount.h"
#include "host/tracehist.h"
#include "host/vgpu.h"
#include "lib/sys.h"

#define TRACING "/sys/kernel/tracing/events/"
#define GROUP "/sys/bus/pci/devices/" GPU_BDF "/iommu_group"
#define SIZE_4K 4096
#define SIZE_2M 2097152

enum { EV_MAP, EV_UNMAP, EV_QI, N_EVENTS };

/*
 * qi_submit: the low four bits of the first word are the descriptor's type
 * (drivers/iommu/intel/iommu.h), 2 for the IOTLB.
 */
static const struct tracehist events[N_EVENTS] = {
	[EV_MAP] = { "iommu/map", NULL, "hist:keys=size" },
	[EV_UNMAP] = { "iommu/unmap", NULL, "hist:keys=size" },
	[EV_QI] = { "intel_iommu/qi_submit", NULL,
		    "hist:keys=common_type if qw0 & 2 && !(qw0 & 13)" },
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

int iommucount_start(void)
{
	size_t i;
	int ret = 0;

	for (i = 0; translated() && i < N_EVENTS && !ret; i++)
		ret = tracehist_on(&events[i]);
	return ret;
}

void iommucount_parse(const char *hist, struct iommu_sizes *s)
{
	s->k4 = tracehist_hits(hist, "size", SIZE_4K);
	s->m2 = tracehist_hits(hist, "size", SIZE_2M);
	s->other = tracehist_total(hist) - s->k4 - s->m2;
}

int iommucount_stop(struct iommucount *c)
{
	static char text[16384];
	size_t i;
	int ret;

	memset(c, 0, sizeof(*c));
	if (!translated())
		return 0;
	ret = tracehist_read(&events[EV_MAP], text, sizeof(text));
	if (!ret) {
		iommucount_parse(text, &c->map);
		ret = tracehist_read(&events[EV_UNMAP], text, sizeof(text));
	}
	if (!ret) {
		iommucount_parse(text, &c->unmap);
		ret = tracehist_read(&events[EV_QI], text, sizeof(text));
	}
	if (!ret) {
		c->iotlb = tracehist_total(text);
		c->on = true;
	}
	for (i = 0; i < N_EVENTS; i++)
		tracehist_off(&events[i]);
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
