// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Control flow, a program counter a channel: a channel that is not active
 * waits until the thread comes to its pc[]. PRM SKL vol. 7, "Execution
 * Masking", and vol. 2a, a page an instruction; gpu/spec-eu.md has what was
 * read off compiled kernels.
 */
#include "gpu/eu/exec.h"

/* One of these instructions in execution. */
struct flow {
	struct eu_thread *t;
	const struct eu_inst *in;
	uint32_t at, next;	/* this instruction and the one behind it */
	uint32_t jip, uip;	/* where its distances lead */
	uint32_t on;		/* active channels it is about, as bits of active */
	uint32_t yes;		/* those of them whose predicate is true */
};

int eu_illegal(struct eu_thread *t)
{
	t->fault = EU_FAULT_ILLEGAL;
	return EU_FAULT;
}

void eu_wake(struct eu_thread *t)
{
	uint32_t waits = t->dispatch & ~t->active, wake = ~0u;

	for (uint32_t left = waits; left; left &= left - 1) {
		unsigned int c = __builtin_ctz(left);

		if (t->pc[c] == t->ip)
			t->active |= 1u << c;
		else if (t->pc[c] > t->ip && t->pc[c] < wake)
			wake = t->pc[c];
	}
	t->parked = t->active != t->dispatch;
	t->wake = wake;
}

/* These channels go on at pc, once the thread is there. */
static void park(struct flow *f, uint32_t channels, uint32_t pc)
{
	for (uint32_t left = channels; left; left &= left - 1)
		f->t->pc[__builtin_ctz(left)] = pc;
	f->t->active &= ~channels;
}

static void go(struct flow *f, uint32_t ip)
{
	f->t->ip = ip;
	eu_wake(f->t);
}

/* On behind the instruction if a channel is there, else to `other`. */
static void next_or(struct flow *f, uint32_t other)
{
	go(f, f->next);
	if (!f->t->active)
		go(f, other);
}

static void flow_if(struct flow *f)
{
	park(f, f->on & ~f->yes, f->jip);
	next_or(f, f->jip);
}

static void flow_else(struct flow *f)
{
	park(f, f->on, f->jip);
	next_or(f, f->jip);
}

/* endif, join: who waits here has woken already. */
static void flow_meet(struct flow *f)
{
	if (f->t->active)
		go(f, f->next);
	else
		go(f, f->jip);
}

static void flow_while(struct flow *f)
{
	park(f, f->on & ~f->yes, f->next);
	go(f, f->yes ? f->jip : f->next);
}

/* UIP of break is the loop's while: those who leave go on behind it. */
static void flow_break(struct flow *f)
{
	struct eu_inst in;

	if (!eu_peek(f->t, f->uip, &in) && in.opcode == EU_OP_WHILE)
		f->uip += in.bytes;
	park(f, f->yes, f->uip);
	next_or(f, f->jip);
}

static void flow_leave(struct flow *f)
{
	park(f, f->yes, f->uip);
	next_or(f, f->jip);
}

/*
 * Without .b, who is false goes to UIP; with it, who is true goes there, and
 * first.
 */
static void flow_goto(struct flow *f)
{
	if (f->in->branch) {
		park(f, f->on & ~f->yes, f->next);
		go(f, f->yes ? f->uip : f->next);
		return;
	}
	park(f, f->on & ~f->yes, f->uip);
	next_or(f, f->jip);
}

/* A distance in a register counts from the instruction, too. */
static uint32_t register_value(struct flow *f, unsigned int element)
{
	struct eu_inst in = *f->in;
	struct eu_op o = { .t = f->t, .in = &in };
	uint64_t raw[EU_CHANNELS];

	in.exec = element + 1;
	in.align16 = false;
	if (element) {
		in.src[0].width = 2;
		in.src[0].hstride = in.src[0].size;
	}
	eu_read_raw(&o, 0, raw);
	return raw[element];
}

static void targets_of_register(struct flow *f)
{
	if (f->in->src[0].file == EU_IMM)
		return;
	f->jip = f->at + register_value(f, 0);
	if (f->in->opcode == EU_OP_BRC)
		f->uip = f->at + register_value(f, 1);
}

static void flow_brc(struct flow *f)
{
	targets_of_register(f);
	flow_leave(f);
}

static void flow_brd(struct flow *f)
{
	targets_of_register(f);
	park(f, f->yes, f->jip);
	next_or(f, f->jip);
}

/* From the instruction behind it; the predicate is of one channel. */
static void flow_jmpi(struct flow *f)
{
	uint32_t by = f->in->src[0].file == EU_IMM ? (uint32_t)f->in->jip :
		register_value(f, 0);
	bool taken = eu_enabled(f->t, f->in) & eu_predicate(f->t, f->in) & 1;

	go(f, taken ? f->next + by : f->next);
}

/* The destination gets where to return to, and who has called. */
static void flow_call(struct flow *f)
{
	struct eu_inst in = *f->in;
	struct eu_op o = { .t = f->t, .in = &in, .mask = 3 };
	const uint64_t raw[EU_CHANNELS] = { f->next, f->yes };

	targets_of_register(f);
	if (in.opcode == EU_OP_CALLA)
		f->jip -= f->at;
	if (!f->yes) {
		go(f, f->next);
		return;
	}
	in.exec = 2;
	in.align16 = false;
	in.dst.hstride = in.dst.size;
	eu_write_raw(&o, raw);
	park(f, f->on & ~f->yes, f->next);
	go(f, f->jip);
}

static void flow_ret(struct flow *f)
{
	uint32_t back = register_value(f, 0);

	park(f, f->yes, back);
	next_or(f, back);
}

static const struct row {
	uint8_t opcode;
	void (*fn)(struct flow *f);
} rows[] = {
	{ EU_OP_JMPI, flow_jmpi },
	{ EU_OP_BRD, flow_brd },
	{ EU_OP_IF, flow_if },
	{ EU_OP_BRC, flow_brc },
	{ EU_OP_ELSE, flow_else },
	{ EU_OP_ENDIF, flow_meet },
	{ EU_OP_WHILE, flow_while },
	{ EU_OP_BREAK, flow_break },
	{ EU_OP_CONT, flow_leave },
	{ EU_OP_HALT, flow_leave },
	{ EU_OP_CALLA, flow_call },
	{ EU_OP_CALL, flow_call },
	{ EU_OP_RET, flow_ret },
	{ EU_OP_GOTO, flow_goto },
	{ EU_OP_JOIN, flow_meet },
};

static const struct row *find(unsigned int opcode)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].opcode == opcode)
			return &rows[i];
	return NULL;
}

/* Single program flow: all channels do what the first one's predicate says. */
static uint32_t channels(const struct eu_thread *t, const struct eu_inst *in,
			 uint32_t on)
{
	uint32_t pred = eu_predicate(t, in);

	if (t->cr0[0] & EU_CR0_SPF)
		pred = pred & 1 ? ~0u : 0;
	return on & pred << in->chan;
}

/* t->ip is that of the instruction still. */
int eu_exec_flow(struct eu_thread *t, const struct eu_inst *in)
{
	const struct row *row = find(in->opcode);
	struct flow f = {
		.t = t, .in = in, .at = t->ip, .next = t->ip + in->bytes,
		.jip = t->ip + in->jip, .uip = t->ip + in->uip,
		.on = t->active & eu_lanes(in) << in->chan,
	};

	if (!row)
		return eu_illegal(t);
	f.yes = channels(t, in, f.on);
	row->fn(&f);
	return EU_JUMPED;
}
