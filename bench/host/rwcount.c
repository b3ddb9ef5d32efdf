// SPDX-License-Identifier: GPL-2.0-or-later
/* See rwcount.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/rwcount.h"
#include "host/tracehist.h"

#define TEXT_MAX (1u << 20)
#define PAGE 4096u

/* vfio_dma_rw(device, iova, data, len, write): vfio_main.c. At its entry the
 * stack has where it returns to: GVT-g's function, or what that is inlined in.
 */
static const struct tracehist event = {
	.event = "gtt2m/rw",
	.probe = "p:gtt2m/rw vfio:vfio_dma_rw len=%cx:u64 write=%r8:u8 "
		 "by=$stack0:x64",
	.trigger = "hist:keys=write,len,by.sym:size=8192",
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

static int add_writer(struct rwcount *c, const char *by, uint64_t n,
		      bool page)
{
	unsigned int k = 0;

	while (k < RWCOUNT_WRITERS && *c->writer[k].by &&
	       strcmp(c->writer[k].by, by))
		k++;
	if (k == RWCOUNT_WRITERS)
		return -EOVERFLOW;
	snprintf(c->writer[k].by, sizeof(c->writer[k].by), "%s", by);
	*(page ? &c->writer[k].pages : &c->writer[k].less) += n;
	return 0;
}

/*
 * { write:          0, len:       4096, by: [ffffffffc0301234] f [kvmgt]
 * } hitcount:         12
 */
static int parse_one(const char *hist, struct rwcount *c)
{
	const char *end = strstr(hist, "} hitcount:");
	unsigned long long len, n;
	unsigned int write;
	char by[32];

	if (!end || sscanf(hist, "{ write: %u, len: %llu, by: [%*x] %31s",
			   &write, &len, by) != 3 || write > 1 ||
	    sscanf(end, "} hitcount: %llu", &n) != 1)
		return -EBADMSG;
	if (!write) {
		c->read[bucket_of(len)] += n;
		return 0;
	}
	c->write[bucket_of(len)] += n;
	return add_writer(c, by, n, len >= PAGE);
}

int rwcount_parse(const char *hist, struct rwcount *c)
{
	const char *dropped = strstr(hist, "Dropped: ");
	int ret = 0;

	*c = (struct rwcount){ 0 };
	if (dropped && strtoull(dropped + strlen("Dropped: "), NULL, 10))
		return -EOVERFLOW;
	for (; !ret && (hist = strchr(hist, '{')); hist++)
		ret = parse_one(hist, c);
	return ret;
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

static json_t *writers(const struct rwcount *c)
{
	json_t *o = json_object();

	for (unsigned int k = 0; k < RWCOUNT_WRITERS && *c->writer[k].by; k++)
		json_object_set_new(o, c->writer[k].by, json_pack("{sI sI}",
			"less", (json_int_t)c->writer[k].less,
			"pages", (json_int_t)c->writer[k].pages));
	return o;
}

json_t *rwcount_record(const struct rwcount *c)
{
	return json_pack("{s:o, s:o, s:o}", "read", buckets(c->read),
			 "write", buckets(c->write), "writers", writers(c));
}
