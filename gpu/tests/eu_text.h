/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An instruction as iga64 -d -p=9 -Xprint-hex-floats writes it, without spaces. */
#ifndef EU_TEXT_H
#define EU_TEXT_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gpu/eu/exec.h"

#define LINE	512

static const char *const types[EU_TYPES] = {
	"ud", "d", "uw", "w", "ub", "b", "uq", "q", "hf", "f", "df",
};

static const char *const conditions[16] = {
	[1] = "eq", "ne", "gt", "ge", "lt", "le", [8] = "ov", "un",
};

static const char *const controls[16] = {
	[2] = ".anyv", ".allv", ".any2h", ".all2h", ".any4h", ".all4h",
	".any8h", ".all8h", ".any16h", ".all16h", ".any32h", ".all32h",
};

static const char *const functions[16] = {
	[1] = "inv", "log", "exp", "sqt", "rsqt", "sin", "cos", [9] = "fdiv",
	"pow", "idiv", "iqot", "irem", "invm", "rsqtm",
};

static const char *const arfs[16] = {
	"null", "a", "acc", "f", "ce", "msg", "sp", "sr", "cr", "n", "ip",
	"tdr", "tm", "fc", NULL, "dbg",
};

struct text {
	char s[LINE];
	size_t n;
};

static void put(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void put(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(t->s + t->n, LINE - t->n, format, ap);
	va_end(ap);
	if (n > 0 && t->n + n < LINE)
		t->n += n;
}

static void put_address(struct text *t, const struct eu_operand *o)
{
	put(t, "r[a0.%u", o->reg);
	if (o->imm)
		put(t, ",%d", o->imm);
	put(t, "]");
}

static void put_register(struct text *t, const struct eu_operand *o)
{
	unsigned int kind = o->reg >> 4, size = o->size ? o->size : 1;

	if (o->indirect)
		put_address(t, o);
	else if (o->file == EU_GRF)
		put(t, "r%u.%u", o->reg, o->sub / size);
	else if ((kind == EU_ARF_NULL || kind == EU_ARF_IP ||
		  kind == EU_ARF_CE) && o->sub < size)
		put(t, "%s", arfs[kind]);
	else if (kind == EU_ARF_NULL || kind == EU_ARF_IP || kind == EU_ARF_SP ||
		 kind == EU_ARF_CE)
		put(t, "%s.%u", arfs[kind], o->sub / size);
	else if (kind == EU_ARF_ACC && (o->reg & 15) > 1)
		put(t, "mme%u.%u", (o->reg & 15) - 2, o->sub / size);
	else
		put(t, "%s%u.%u", arfs[kind] ? arfs[kind] : "?", o->reg & 15,
		    o->sub / size);
}

static void put_mme(struct text *t, const struct eu_operand *o)
{
	put(t, "r%u.", o->reg);
	if (o->mme == EU_NO_MME)
		put(t, "nomme:%s", types[o->type]);
	else
		put(t, "mme%u:%s", o->mme, types[o->type]);
}

static bool has_mme(const struct eu_inst *in)
{
	return in->opcode == EU_OP_MADM || (in->opcode == EU_OP_MATH &&
					    in->cmod >= EU_MATH_INVM);
}

/* What iga64 does not write, because the instruction has no such thing. */
enum { SAT = 1, COND = 2, MODS = 4, PRED = 8 };

static bool left_out(const struct eu_inst *in, unsigned int what)
{
	static const uint8_t out[128] = {
		[EU_OP_NOT] = SAT, [EU_OP_AND] = SAT, [EU_OP_OR] = SAT,
		[EU_OP_XOR] = SAT, [EU_OP_CMP] = SAT, [EU_OP_CMPN] = SAT,
		[EU_OP_FRC] = SAT, [EU_OP_BFI1] = SAT | COND | MODS,
		[EU_OP_BFI2] = SAT | COND | MODS, [EU_OP_BFE] = SAT | COND | MODS,
		[EU_OP_BFREV] = SAT | COND | MODS, [EU_OP_CBIT] = SAT | COND | MODS,
		[EU_OP_MACH] = COND, [EU_OP_ADDC] = SAT | MODS,
		[EU_OP_SUBB] = SAT | MODS, [EU_OP_CSEL] = PRED,
		[EU_OP_MOVI] = COND, [EU_OP_SMOV] = SAT | COND | MODS,
		[EU_OP_MATH] = COND, [EU_OP_ENDIF] = PRED, [EU_OP_ELSE] = PRED,
		[EU_OP_FBH] = COND | MODS, [EU_OP_FBL] = SAT | COND | MODS,
	};

	return out[in->opcode] & what;
}

static void put_dst(struct text *t, const struct eu_inst *in)
{
	const struct eu_operand *d = &in->dst;

	if (in->sat && !left_out(in, SAT))
		put(t, "(sat)");
	if (has_mme(in) && d->file == EU_GRF) {
		put_mme(t, d);
		return;
	}
	put_register(t, d);
	put(t, "<%u>:%s", d->hstride / d->size, types[d->type]);
}

static void put_immediate(struct text *t, const struct eu_inst *in,
			  const struct eu_operand *s)
{
	uint64_t v = in->imm;

	if (in->packed_type)
		put(t, "0x%X:%s", (unsigned int)v, in->packed_type == 'V' ?
		    "v" : in->packed_type == 'U' ? "uv" : "vf");
	else if (s->type == EU_HF)
		put(t, "0x%X:hf", (unsigned int)(v & 0xffff));
	else if (eu_type_float(s->type) || s->type == EU_UD || s->type == EU_UQ)
		put(t, "0x%llX:%s", (unsigned long long)v, types[s->type]);
	else if (s->type == EU_UW)
		put(t, "0x%X:uw", (unsigned int)(v & 0xffff));
	else
		put(t, "%lld:%s", s->type == EU_W ? (long long)(int16_t)v :
		    s->type == EU_D ? (long long)(int32_t)v : (long long)v,
		    types[s->type]);
}

/* Align1: <V;W,H>, in elements. */
static void put_region(struct text *t, const struct eu_operand *s)
{
	unsigned int h = s->hstride / s->size;

	if (s->vxh)
		put(t, "<%u,%u>", s->width, h);
	else
		put(t, "<%u;%u,%u>", s->vstride / s->size, s->width, h);
}

/* One DF for all channels is a swizzle, of its halves: xyxy or zwzw. */
static void put_src3(struct text *t, const struct eu_operand *s, unsigned int n)
{
	struct eu_operand one = *s;

	if (s->size == 8 && (s->swizzle == 0x44 || s->swizzle == 0xee)) {
		one.rep = true;
		one.sub += s->swizzle == 0xee ? 8 : 0;
	}
	put_register(t, &one);
	put(t, "%s:%s", n == 2 ? one.rep ? "<0>" : "<1>" :
	    one.rep ? "<0;0>" : "<2;1>", types[s->type]);
}

static void put_src(struct text *t, const struct eu_inst *in, unsigned int n)
{
	const struct eu_operand *s = &in->src[n];
	bool logic = in->opcode >= EU_OP_NOT && in->opcode <= EU_OP_XOR;

	if (s->file == EU_IMM) {
		put_immediate(t, in, s);
		return;
	}
	if (!left_out(in, MODS))
		put(t, "%s%s", s->neg ? logic && !s->abs ? "~" : "-" : "",
		    s->abs ? "(abs)" : "");
	if (has_mme(in)) {
		put_mme(t, s);
		return;
	}
	if (in->row->format == EU_F_ALU3) {
		put_src3(t, s, n);
		return;
	}
	put_register(t, s);
	if (in->align16)
		put(t, "<%u>.swizzle%x", s->vstride / s->size, s->swizzle);
	else
		put_region(t, s);
	put(t, ":%s", types[s->type]);
}

static void put_controls(struct text *t, const struct eu_inst *in)
{
	if (left_out(in, PRED))
		put(t, "%s", in->no_mask ? "(W)" : "");
	else if (in->pred)
		put(t, "(%s%sf%u.%u%s)", in->no_mask ? "W&" : "",
		    in->pred_inv ? "~" : "", in->flag >> 1, in->flag & 1,
		    controls[in->pred] ? controls[in->pred] : "");
	else if (in->no_mask)
		put(t, "(W)");
	put(t, "%s", in->row->name);
	if (in->opcode == EU_OP_MATH)
		put(t, ".%s", functions[in->cmod] ? functions[in->cmod] : "?");
	if (in->branch && (in->opcode == EU_OP_GOTO || in->opcode == EU_OP_IF ||
			   in->opcode == EU_OP_ELSE))
		put(t, ".b");
	if (in->opcode != EU_OP_JMPI)
		put(t, "(%u|M%u)", in->exec, in->chan);
}

static void put_alu(struct text *t, const struct eu_inst *in)
{
	unsigned int nsrc = in->nsrc;

	if (has_mme(in) && in->opcode == EU_OP_MATH)
		put(t, "(eo)f%u.%u", in->flag >> 1, in->flag & 1);
	else if (in->cmod && !left_out(in, COND))
		put(t, "(%s)f%u.%u", conditions[in->cmod] ?
		    conditions[in->cmod] : "?", in->flag >> 1, in->flag & 1);
	if (in->opcode != EU_OP_WAIT)
		put_dst(t, in);
	/* The functions of one operand have null as the second. */
	if (in->opcode == EU_OP_MATH && (in->cmod < EU_MATH_FDIV ||
					 in->cmod == EU_MATH_RSQTM))
		nsrc = 1;
	if (in->opcode == EU_OP_MATH && in->src[1].file == EU_ARF)
		nsrc = 1;
	for (unsigned int n = 0; n < nsrc; n++)
		put_src(t, in, n);
}

/* typed: 0 no, 1 unless it is ud, 2 always. */
static void put_payload(struct text *t, const struct eu_operand *o,
			unsigned int typed)
{
	if (o->indirect)
		put_address(t, o);
	else if (o->file == EU_GRF)
		put(t, "r%u", o->reg);
	else if (!o->reg)
		put(t, "null");
	else if (o->reg >> 4 == EU_ARF_CE)
		put(t, "ce");
	else if (o->reg >> 4 == EU_ARF_ACC && (o->reg & 15) > 1)
		put(t, "mme%u", (o->reg & 15) - 2);
	else
		put(t, "%s%u", arfs[o->reg >> 4] ? arfs[o->reg >> 4] : "?",
		    o->reg & 15);
	if (typed > (o->type == EU_UD))
		put(t, ":%s", types[o->type]);
}

static void put_send(struct text *t, const struct eu_inst *in)
{
	bool split = in->row->format == EU_F_SENDS;

	put_payload(t, &in->dst, split ? 2 : 1);
	put_payload(t, &in->src[0], !split);
	if (split)
		put_payload(t, &in->src[1], false);
	if (in->exdesc_reg)
		put(t, "a0.%u", in->exdesc_sub / 2);
	else
		put(t, "0x%X", in->exdesc | in->cmod | (uint32_t)in->eot << 5);
	if (in->desc_reg)
		put(t, "a0.0");
	else
		put(t, "0x%08X", in->desc);
}

static void put_jump(struct text *t, const struct eu_operand *s)
{
	put_register(t, s);
	if (s->type != EU_D)
		put(t, ":%s", types[s->type]);
}

/* Of a call: neighbouring dwords go without saying. */
static void put_return(struct text *t, const struct eu_operand *d)
{
	put_register(t, d);
	if (d->hstride != d->size)
		put(t, "<%u>", d->hstride / d->size);
	if (d->type != EU_D)
		put(t, ":%s", types[d->type]);
}

static void put_branch(struct text *t, const struct eu_inst *in, uint32_t pc)
{
	int from = in->opcode == EU_OP_CALLA ? 0 :
		in->opcode == EU_OP_JMPI ? pc + in->bytes : pc;

	if (in->opcode == EU_OP_CALL || in->opcode == EU_OP_CALLA)
		put_return(t, &in->dst);
	if (in->row->format == EU_F_JUMP && in->src[0].file != EU_IMM)
		put_jump(t, &in->src[0]);
	else if (in->row->format != EU_F_NONE)
		put(t, "L%d", from + in->jip);
	if (in->row->format == EU_F_JIP_UIP ||
	    (in->opcode == EU_OP_BRC && in->src[0].file == EU_IMM))
		put(t, "L%d", from + in->uip);
}

static void write_ours(struct text *t, const struct eu_inst *in, uint32_t pc)
{
	t->n = 0;
	t->s[0] = 0;
	if (in->opcode == EU_OP_ILLEGAL || in->opcode == EU_OP_NOP) {
		put(t, "%s", in->row->name);
		return;
	}
	if (in->opcode == EU_OP_WAIT) {
		put(t, "%swait", in->no_mask ? "(W)" : "");
		put_register(t, &in->src[0]);
		put_region(t, &in->src[0]);
		put(t, ":%s", types[in->src[0].type]);
		return;
	}
	put_controls(t, in);
	if (in->row->format <= EU_F_ALU3)
		put_alu(t, in);
	else if (in->row->format <= EU_F_SENDS)
		put_send(t, in);
	else
		put_branch(t, in, pc);
}

#endif
