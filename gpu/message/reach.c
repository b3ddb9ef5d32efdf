// SPDX-License-Identifier: GPL-2.0-or-later
/* How messages reach memory: looked up, mapped, given back. */
#include <errno.h>

#include "gpu/host/work.h"
#include "gpu/memory/dma.h"
#include "gpu/memory/pte.h"
#include "gpu/message/msg.h"

#define PAGE		4096u

static void unmap(struct gen9_port *p, bool write, struct gen9_msg_window *w)
{
	const struct gen9_bus *bus = p->as->bus;

	if (w->p)
		bus->dma_unmap(bus->opaque, w->p, PAGE, write);
	w->p = NULL;
}

/* Does this message still use what is mapped there? */
static bool in_use(const struct gen9_port *p, const uint8_t *at)
{
	for (unsigned int i = 0; i < p->pages; i++)
		if (p->page[i].p == at)
			return true;
	return false;
}

/* The page at pa, mapped; NULL: by dma_read, dma_write. */
static uint8_t *window(struct gen9_port *p, uint64_t pa, bool write)
{
	const struct gen9_bus *bus = p->as->bus;
	struct gen9_msg_window *w =
		&p->window[write][pa / PAGE % GEN9_MSG_WINDOWS];
	size_t len = PAGE;

	if (w->p && w->pa == pa)
		return w->p;
	if (!bus->dma_map || (w->p && in_use(p, w->p)))
		return NULL;
	unmap(p, write, w);
	p->as->work += GEN9_WORK_DMA;
	w->pa = pa;
	w->p = bus->dma_map(bus->opaque, pa, &len, write);
	if (w->p && len < PAGE) {
		bus->dma_unmap(bus->opaque, w->p, len, write);
		w->p = NULL;
	}
	return w->p;
}

static struct gen9_msg_page *look_up(struct gen9_port *p, uint64_t va,
				     bool write)
{
	struct gen9_msg_page *g;
	struct gen9_xlat x;

	if (p->pages == GEN9_MSG_PAGES)
		p->pages = 0;
	g = &p->page[p->pages++];
	*g = (struct gen9_msg_page){ .va = va, .write = write };
	g->gone = gen9_translate(p->as, va, write, &x);
	if (g->gone)
		return g;
	g->pa = x.pa;
	g->p = window(p, x.pa, write);
	if (p->as->ctr)
		g->pc = &p->as->ctr->page[x.ctr_page];
	return g;
}

struct gen9_msg_page *msg_page(struct gen9_port *p, uint64_t va, bool write)
{
	for (unsigned int i = p->pages; i--; )
		if (p->page[i].va == va && p->page[i].write == write)
			return &p->page[i];
	return look_up(p, va, write);
}

static int move(struct gen9_port *p, struct gen9_msg_page *g, unsigned int off,
		void *buf, size_t len)
{
	int ret = 0;

	p->as->work += GEN9_WORK_STEP + len;
	if (g->p && g->write)
		memcpy(g->p + off, buf, len);
	else if (g->p)
		memcpy(buf, g->p + off, len);
	else if (g->write)
		ret = gen9_dma_write(p->as, g->pa + off, buf, len);
	else
		ret = gen9_dma_read(p->as, g->pa + off, buf, len);
	if (ret) {
		g->gone = true;
		return gen9_as_fault(p->as, g->va);
	}
	if (p->levels)
		p->as->work += gen9_levels_touch(p->levels, g->pa + off, len,
						 g->write);
	if (g->pc && g->write)
		g->pc->bytes_written += len;
	else if (g->pc)
		g->pc->bytes_read += len;
	return 0;
}

int gen9_port_read(struct gen9_port *p, uint64_t va, void *buf, size_t len)
{
	uint8_t *to = buf;
	int ret = 0;

	for (size_t n; len; va += n, to += n, len -= n) {
		struct gen9_msg_page *g = msg_page(p, va &
				GEN9_VA_MASK & -(uint64_t)PAGE, false);

		n = PAGE - va % PAGE;
		n = n < len ? n : len;
		if (g->gone || move(p, g, va % PAGE, to, n)) {
			memset(to, 0, n);
			ret = -EFAULT;
		}
	}
	return ret;
}

void gen9_port_write(struct gen9_port *p, uint64_t va, const void *buf,
		     size_t len)
{
	uint8_t *from = (uint8_t *)buf;		/* only read: the page is written */

	for (size_t n; len; va += n, from += n, len -= n) {
		struct gen9_msg_page *g = msg_page(p, va &
				GEN9_VA_MASK & -(uint64_t)PAGE, true);

		n = PAGE - va % PAGE;
		n = n < len ? n : len;
		if (!g->gone)
			move(p, g, va % PAGE, from, n);
	}
}

void gen9_port_begin(struct gen9_port *p)
{
	memset(p->have, 0, sizeof(p->have));
	p->pages = 0;
}

void gen9_port_end(struct gen9_port *p)
{
	for (unsigned int write = 0; write < 2; write++)
		for (unsigned int i = 0; i < GEN9_MSG_WINDOWS; i++)
			unmap(p, write, &p->window[write][i]);
	p->pages = 0;
}

int gen9_message_fetch(struct eu_core *core, uint64_t addr, void *buf,
		       size_t len)
{
	struct gen9_port *p = core->owner;

	p->pages = 0;
	return gen9_port_read(p, addr, buf, len);
}

/*
 * Local memory has 64 KiB: higher bits of an offset do not count. IGC sets
 * bit 28 in pointers to it, so that none of them is NULL.
 */
static uint64_t offset(const struct msg *m, uint64_t off)
{
	return m->at.slm ? off & 0xffff : off;
}

static uint8_t *slm(struct msg *m, uint64_t off, unsigned int len)
{
	if (m->p->levels)
		gen9_levels_slm(m->p->levels, (uint32_t)off, len);
	return m->at.slm + off;
}

void msg_read(struct msg *m, uint64_t off, void *buf, unsigned int len)
{
	off = offset(m, off);
	if (off > m->at.bytes || len > m->at.bytes - off)
		memset(buf, 0, len);
	else if (m->at.slm)
		memcpy(buf, slm(m, off, len), len);
	else
		gen9_port_read(m->p, m->at.base + off, buf, len);
}

void msg_write(struct msg *m, uint64_t off, const void *buf, unsigned int len)
{
	off = offset(m, off);
	if (off > m->at.bytes || len > m->at.bytes - off)
		return;
	if (m->at.slm)
		memcpy(slm(m, off, len), buf, len);
	else
		gen9_port_write(m->p, m->at.base + off, buf, len);
}
