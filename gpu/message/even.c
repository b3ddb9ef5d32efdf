// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages whose slots are at equal distances, as most are: a page is looked
 * up, its elements are copied in one loop and its lines are counted one after
 * the other, instead of all that for each element.
 */
#include "gpu/host/work.h"
#include "gpu/memory/pte.h"
#include "gpu/message/scatter.h"

#define PAGE	4096u
#define SLOTS	16u

struct even {
	struct msg *m;
	const struct scatter *c;
	bool write;
	uint64_t va, step;	/* of slot 0's first element; from slot to slot */
	unsigned int len;	/* bytes from a slot's first element to its last */
	uint8_t *data;		/* of slot 0 in registers */
	unsigned int block;	/* bytes from element to element there */
};

/* n registers from first on of a message's, if they follow each other. */
static uint8_t *in_a_row(uint8_t *first, const uint8_t *last, unsigned int n)
{
	return last == first + (n - 1) * EU_GRF_BYTES ? first : NULL;
}

/* Are n addresses of size bytes, which the compiler knows, at equal distances? */
static inline __attribute__((always_inline)) bool
equal(const uint8_t *p, unsigned int n, unsigned int size, uint64_t *first,
      uint64_t *step)
{
	uint64_t at = 0, next = 0, other = 0;

	memcpy(&at, p, size);
	memcpy(&next, p + size, size);
	*first = at;
	*step = next - at;
	for (unsigned int i = 2; i < n; i++) {
		at = next;
		memcpy(&next, p + i * size, size);
		other |= (next - at) ^ *step;
	}
	return !other;
}

static bool distances(const struct msg *m, uint64_t *first, uint64_t *step)
{
	unsigned int regs = scatter_addresses(m);
	const uint8_t *p = in_a_row(msg_src(m, m->first),
				    msg_src(m, m->first + regs - 1), regs);

	if (!p)
		return false;
	return m->row->flags & MSG_A64 ? equal(p, m->slots, 8, first, step) :
					 equal(p, m->slots, 4, first, step);
}

/* Where the elements that are transferred begin and end in a slot. */
static void extent(const struct scatter *c, unsigned int *from, unsigned int *to)
{
	unsigned int used = ~c->skip & ((1u << c->elements) - 1);

	*from = *to = 0;
	if (!used)
		return;
	*from = __builtin_ctz(used) * c->size;
	*to = (32 - __builtin_clz(used)) * c->size;
}

/* Ascending, without overlap, and all of it inside; so nothing wraps. */
static bool inside(struct even *e, uint64_t first, uint64_t step)
{
	const struct scatter *c = e->c;
	const struct msg_target *at = &e->m->at;
	uint64_t last, end;
	unsigned int from, to;

	extent(c, &from, &to);
	if (c->dwords) {
		step <<= 2;
		first <<= 2;
	} else if (!c->anywhere) {
		first &= ~(uint64_t)(c->size - 1);
	}
	if (step > GEN9_VA_MASK / SLOTS || step < to - from || from == to ||
	    (!c->anywhere && step % c->size))
		return false;
	last = step * (e->m->slots - 1) + to;
	if (__builtin_add_overflow(first, last, &end) || end > at->bytes ||
	    (c->dwords && end > UINT32_MAX) ||
	    __builtin_add_overflow(at->base, end, &end) || end > GEN9_VA_MASK)
		return false;
	e->va = at->base + first + from;
	e->step = step;
	e->len = to - from;
	return true;
}

static bool registers(struct even *e)
{
	const struct scatter *c = e->c;
	struct msg *m = e->m;
	unsigned int regs = scatter_used(c) * scatter_block(m, c);
	unsigned int first = m->first + scatter_addresses(m);

	e->block = scatter_block(m, c) * EU_GRF_BYTES;
	e->data = e->write ? in_a_row(msg_src(m, first),
				      msg_src(m, first + regs - 1), regs) :
			     in_a_row(msg_dst(m, 0), msg_dst(m, regs - 1), regs);
	return e->data;
}

/* n elements of a size that the compiler knows. */
static inline __attribute__((always_inline)) void
move(uint8_t *mem, uint64_t step, uint8_t *reg, unsigned int n, bool write,
     unsigned int size)
{
	unsigned int stride = size < 4 ? 4 : size;

	for (; n; n--, mem += step, reg += stride) {
		uint64_t v = 0;

		if (write) {
			memcpy(mem, reg, size);
			continue;
		}
		memcpy(&v, mem, size);
		memcpy(reg, &v, stride);
	}
}

static void move_element(const struct even *e, uint8_t *mem, uint8_t *reg,
			 unsigned int n)
{
	switch (e->c->size) {
	case 1:
		move(mem, e->step, reg, n, e->write, 1);
		break;
	case 2:
		move(mem, e->step, reg, n, e->write, 2);
		break;
	case 4:
		if (e->step == 4 && n == SLOTS)
			memcpy(e->write ? mem : reg, e->write ? reg : mem, SLOTS * 4);
		else
			move(mem, e->step, reg, n, e->write, 4);
		break;
	default:
		move(mem, e->step, reg, n, e->write, 8);
	}
}

/* Slots from on, n of them, from and to mem; NULL: zeros, or nowhere. */
static unsigned int move_slots(const struct even *e, unsigned int from,
			       unsigned int n, uint8_t *mem)
{
	uint8_t *reg = e->data + from * e->c->stride;
	unsigned int skip = e->c->skip, done = 0, first = 0;

	while (skip >> first & 1)
		first++;
	for (unsigned int i = first; i < e->c->elements; i++) {
		if (skip >> i & 1)
			continue;
		if (mem)
			move_element(e, mem + (i - first) * e->c->size, reg, n);
		else if (!e->write)
			memset(reg, 0, n * e->c->stride);
		reg += e->block;
		done += n;
	}
	return done;
}

/* The same in one page, where from's first element is at va. */
static void in_page(const struct even *e, unsigned int from, unsigned int n,
		    uint64_t va)
{
	struct gen9_port *p = e->m->p;
	const struct gen9_msg_page *g = msg_page(p, va & -(uint64_t)PAGE, e->write);
	unsigned int done;

	if (!g->p && !g->gone) {
		for (unsigned int i = from; i < from + n; i++)
			scatter_slot(e->m, e->c, i);
		return;
	}
	done = move_slots(e, from, n, g->p ? g->p + va % PAGE : NULL);
	if (g->gone)
		return;
	p->as->work += done * (uint64_t)(GEN9_WORK_STEP + e->c->size);
	if (p->levels)
		p->as->work += gen9_levels_touch_even(p->levels, g->pa + va % PAGE,
						      e->len, e->step, n, e->write);
	if (g->pc && e->write)
		g->pc->bytes_written += done * e->c->size;
	else if (g->pc)
		g->pc->bytes_read += done * e->c->size;
}

/* How many slots from va on lie in its page; 0: the first one does not. */
static unsigned int fit(const struct even *e, uint64_t va, unsigned int left)
{
	uint64_t room = PAGE - va % PAGE;

	if (room < e->len)
		return 0;
	if ((left - 1) * e->step + e->len <= room)
		return left;
	return 1 + (room - e->len) / e->step;
}

bool scatter_even(struct msg *m, const struct scatter *c)
{
	struct even e = { .m = m, .c = c, .write = m->row->flags & MSG_WRITE };
	uint64_t first, step;

	if (m->mask != (1u << m->slots) - 1 || m->at.slm || m->p->one_by_one ||
	    !distances(m, &first, &step) || !inside(&e, first, step) ||
	    !registers(&e))
		return false;
	m->p->at_once++;
	for (unsigned int n = 0, k; n < m->slots; n += k) {
		uint64_t va = e.va + n * e.step;

		k = fit(&e, va, m->slots - n);
		if (k) {
			in_page(&e, n, k, va);
			continue;
		}
		scatter_slot(m, c, n);
		k = 1;
	}
	return true;
}
