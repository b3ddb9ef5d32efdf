// SPDX-License-Identifier: GPL-2.0-or-later
/* See rwcount.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/rwcount.h"
#include "host/tracehist.h"

#define TEXT_MAX (1u << 20)
#define PAGE 4096u

/* vfio_dma_rw(device, iova, data, len, write): vfio_main.c. */
static const struct tracehist event = {
	.event = "gtt2m/rw",
	.probe = "p:gtt2m/rw vfio:vfio_dma_rw len=%cx:u64 write=%r8:u8",
	.trigger = "hist:keys=write,len:size=8192",
};

int rwcount_start(void)
{
	return tracehist_on(&event);
}

static unsigned int bucket_of(unsigned long long len)
{
	unsigned int k = 0;

	if (len >= PAGE)
		return RWCOUNT_PAGE;
	while (1ull << k < len)
		k++;
	return k;
}

/* { write:          0, len:       4096 } hitcount:         12 */
int rwcount_parse(const char *hist, struct rwcount *c)
{
	unsigned long long len, n;
	const char *dropped = strstr(hist, "Dropped: ");
	unsigned int write;

	*c = (struct rwcount){ 0 };
	if (dropped && strtoull(dropped + strlen("Dropped: "), NULL, 10))
		return -EOVERFLOW;
	for (; (hist = strchr(hist, '{')); hist++) {
		if (sscanf(hist, "{ write: %u, len: %llu } hitcount: %llu",
			   &write, &len, &n) != 3 || write > 1)
			return -EBADMSG;
		if (write)
			c->write[bucket_of(len)] += n;
		else
			c->read[bucket_of(len)] += n;
	}
	return 0;
}

int rwcount_stop(struct rwcount *c)
{
	char *text = malloc(TEXT_MAX);
	int ret = text ? tracehist_read(&event, text, TEXT_MAX) : -ENOMEM;

	if (!ret)
		ret = rwcount_parse(text, c);
	free(text);
	tracehist_off(&event);
	return ret;
}

static json_t *buckets(const uint64_t *n)
{
	json_t *o = json_object();
	char name[16];
	unsigned int k;

	for (k = 0; k < RWCOUNT_BUCKETS; k++) {
		if (!n[k])
			continue;
		snprintf(name, sizeof(name), "%u", k == RWCOUNT_PAGE ? PAGE :
			 k == RWCOUNT_PAGE - 1 ? PAGE - 1 : 1u << k);
		json_object_set_new(o, name, json_integer(n[k]));
	}
	return o;
}

json_t *rwcount_record(const struct rwcount *c)
{
	return json_pack("{s:o, s:o}", "read", buckets(c->read),
			 "write", buckets(c->write));
}
