#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# GVT-g's own table of commands, out of the kernel source that is built: the
# rows and the functions that read a header (get_opcode, get_cmd_length) are
# taken from gvt/cmd_parser.c as they stand and compiled, so that it is the
# kernel that says how long a command is. gpu/tests/gvt-table is what this
# prints; tests and the fuzzer read that.
#
#   gvt-table.sh print          of KERNEL= or KERNEL_SRC=
#   gvt-table.sh check [TABLE]  is gpu/tests/gvt-table that of each kernel
#                               whose source is here? And is a planted
#                               difference seen?
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/kernelsrc.sh
. "$(dirname "$0")/kernelsrc.sh"

# shellcheck source=scripts/gvtsrc.sh
. "$(dirname "$0")/gvtsrc.sh"

files=(gvt/cmd_parser.c gvt/mmio.h)
table=$top/gpu/tests/gvt-table
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# program DIR: a C program that prints the table.
program() {
	local c=$1/cmd_parser.c
	cat <<'EOF'
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
typedef uint32_t u32;
typedef uint16_t u16;
typedef u32 intel_engine_mask_t;
typedef const char *parser_cmd_handler;
struct parser_exec_state;
#define BIT(n) (1u << (n))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define gvt_err(...) printf(__VA_ARGS__)
enum { RCS0, BCS0, VCS0, VECS0, VCS1, I915_NUM_ENGINES };
struct intel_engine_cs { int id; };
EOF
	grep -E '^#define[ 	]+D_' "$1/mmio.h"
	grep -oE 'cmd_handler_[a-z0-9_]+' "$c" | sort -u | sed 's/.*/#define & "&"/'
	between "$c" '^#define INVALID_OP' '^struct cmd_entry' |
		grep -vE '^typedef int \(\*parser_cmd_handler|^struct cmd_entry'
	between "$c" '^static const struct sub_op_bits sub_op_mi' '^static inline u32 get_opcode' |
		grep -v '^static inline u32 get_opcode'
	between "$c" '^static inline u32 get_opcode' '^}'
	between "$c" '^static inline int get_cmd_length' '^}'
	between "$c" '^static const struct cmd_info cmd_info' '^};'
	cat <<'EOF'
/* The header of a row as an engine reads it; 0: it never meets that row. */
static int header(const struct cmd_info *i, int engine, u32 *h)
{
	const struct intel_engine_cs e = { engine };

	for (u32 type = 0; type < 8; type++) {
		const struct decode_info *d = ring_decode_info[engine][type];

		if (!d)
			continue;
		*h = i->opcode << (32 - d->op_len);
		if (CMD_TYPE(*h) == type && get_opcode(*h, &e) == i->opcode)
			return 1;
	}
	return 0;
}

static void row(const struct cmd_info *i, const char *engines, u32 h)
{
	u32 base = get_cmd_length(i, h), mask = 0;

	for (int b = 0; b < 32; b++)
		if ((u32)get_cmd_length(i, h ^ BIT(b)) != base)
			mask |= BIT(b);
	printf("%08x %-16s %04x %u %u %s %s %s\n", h, engines, mask, base,
	       (i->flag & F_LEN_MASK) == F_LEN_VAR_FIXED ? i->valid_len : 0,
	       i->flag & F_IP_ADVANCE_CUSTOM ? "own" : "-",
	       i->handler ? i->handler : "-", i->name);
}

/* One line for all engines that read the same header as this row. */
static void rows(const struct cmd_info *i)
{
	static const char *const names[] = { "rcs", "bcs", "vcs", "vecs" };
	char engines[32] = "";
	u32 first = 0, h;

	for (int e = RCS0; e <= VECS0; e++) {
		if (!(i->rings & BIT(e)) || !header(i, e, &h))
			continue;
		if (*engines && h != first)
			printf("%s: engines differ\n", i->name);
		first = h;
		sprintf(engines + strlen(engines), "%s%s", *engines ? "," : "",
			names[e]);
	}
	if (*engines)
		row(i, engines, first);
}

int main(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(cmd_info); i++)
		if (cmd_info[i].devices & D_KBL)
			rows(&cmd_info[i]);
}
EOF
}

# make_table DIR: from the files in it.
make_table() {
	program "$1" >"$1/table.c"
	"${CC:-gcc}" -w -o "$1/table" "$1/table.c" || die "$i915/gvt/cmd_parser.c of Linux $KERNEL is not as expected"
	printf '%s\n' \
		"# GVT-g's command table for Kaby Lake, made by scripts/gvt-table.sh from" \
		"# $i915/gvt/cmd_parser.c. Header, engines, mask of the" \
		"# length field, dwords if that is zero, the one length that is legal (0:" \
		"# not checked there), own: the handler moves on itself, handler, name."
	"$1/table" | LC_ALL=C sort
}

# plant DIR: another length field for a command of whose rows one line is known.
plant() {
	sed -i '/"3DSTATE_SO_DECL_LIST"/{n;s/D_ALL, 0, 9,/D_ALL, 0, 8,/}' "$1/cmd_parser.c"
}

planted=3DSTATE_SO_DECL_LIST planted_rows=2
main "$@"
