#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The registers that GVT-g lets commands write, out of the kernel source that
# is built: the functions of gvt/handlers.c that fill its table for Kaby Lake
# are compiled as they stand, with the kernel's own headers of registers, and
# what they leave as F_CMD_ACCESS is printed. gpu/tests/gvt-registers is what
# this prints; the fuzzer reads that.
#
#   gvt-registers.sh print          of KERNEL= or KERNEL_SRC=
#   gvt-registers.sh check [TABLE]  is gpu/tests/gvt-registers that of each
#                                   kernel whose source is here? And is a
#                                   planted difference seen?
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/kernelsrc.sh
. "$(dirname "$0")/kernelsrc.sh"
# shellcheck source=scripts/gvtsrc.sh
. "$(dirname "$0")/gvtsrc.sh"

files=(gvt/handlers.c gvt/gvt.h gvt/mmio.h gvt/reg.h i915_reg.h i915_reg_defs.h
	gt/intel_gt_regs.h gt/intel_engine_regs.h
	'display/intel_display_reg_defs.h?')
table=$top/gpu/tests/gvt-registers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# rows FILE: the bodies of the functions, a statement a line. A register of a
# pipe or a port, or one that is in none of the headers above, is the display's
# and left out, unless commands may reach it: then the compiler shall say so.
rows() {
	local f
	for f in generic bdw skl; do
		between "$1" "^static int init_${f}_mmio_info" '^}'
	done | awk '
		/^#/ { print; next }
		!/^\tMMIO_/ && s == "" { next }
		{ s = s " " $0 }
		!/;[ \t]*$/ { next }
		{
			name = s
			sub(/^[ \t]*MMIO_[A-Z_]*\(/, "", name)
			sub(/[^A-Za-z0-9_].*/, "", name)
			no = s !~ /F_CMD_ACCESS|GM_RDR/
			if (no && s ~ /PIPE_|PORT_|AUX_CH|DBUF|_PCH_|TRANSCODER_/) {
				s = ""
				next
			}
			guard = no && name != "_MMIO"
			if (guard)
				print "#ifdef " name
			print s
			if (guard)
				print "#endif"
			s = ""
		}'
}

# program DIR: a C program that prints the table.
program() {
	cat <<'EOF'
#include <stdint.h>
#include <stdio.h>
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint64_t u64;
typedef uint8_t u8;
typedef _Bool bool;
#define BIT(n) (1u << (n))
#define GENMASK(h, l) (~0u << (l) & ~0u >> (31 - (h)))
#include "gt/intel_gt_regs.h"
#include "gt/intel_engine_regs.h"
#include "i915_reg.h"
#include "reg.h"
EOF
	grep -hE '^#define[ 	]+D_' "$1/mmio.h"
	grep -hE '^#define[ 	]+F_' "$1/gvt.h"
	cat <<'EOF'
#undef MMIO_F
#define HAS_ENGINE(gt, id) 0	/* VCS1: GT3 and GT4 */
#define FLAGS(reg) flags[i915_mmio_reg_offset(reg) / 4]
static u32 flags[0x200000 / 4];

/* setup_mmio_info(): what is said last holds. */
static int setup(u32 off, u32 size, u32 f, u32 device)
{
	if (device & D_KBL)
		for (u32 i = 0; i < size; i += 4)
			flags[(off + i) / 4] = f;
	return 0;
}
#define setup_mmio_info(gvt, off, size, f, am, rm, d, r, w) setup(off, size, f, d)

static int fill(void)
{
	int ret;

EOF
	between "$1/handlers.c" '^#define MMIO_F' '^static int init_generic' |
		grep -v '^static int'
	rows "$1/handlers.c"
	cat <<'EOF'
	return 0;
}

int main(void)
{
	const u32 of = F_CMD_ACCESS | F_CMD_WRITE_PATCH;
	u32 n = sizeof(flags) / sizeof(*flags);

	fill();
	for (u32 i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && (flags[k] & of) == (flags[i] & of); k++)
			;
		if (flags[i] & F_CMD_ACCESS)
			printf("%06x %06x %s\n", i * 4, k * 4, flags[i] &
			       F_CMD_WRITE_PATCH ? "patched" : "-");
	}
}
EOF
}

# make_table DIR: from the files in it.
make_table() {
	mkdir -p "$1/include/linux" "$1/gt" "$1/display"
	: >"$1/include/linux/bits.h"
	: >"$1/include/linux/bitfield.h"
	cp "$1/intel_gt_regs.h" "$1/intel_engine_regs.h" "$1/gt"
	cp "$1/intel_display_reg_defs.h" "$1/display" 2>/dev/null || true
	program "$1" >"$1/registers.c"
	"${CC:-gcc}" -w -I"$1" -I"$1/include" -o "$1/registers" "$1/registers.c" ||
		die "$i915/gvt/handlers.c of Linux $KERNEL is not as expected"
	printf '%s\n' \
		"# Registers that GVT-g lets commands write on Kaby Lake, made by" \
		"# scripts/gvt-registers.sh from $i915/gvt/handlers.c." \
		"# From, to (exclusive), patched: its handler decides on the value. The" \
		"# registers in the images of i915's first contexts come on top."
	"$1/registers"
}

# plant DIR: one more register that commands may write.
plant() {
	sed -i '0,/MMIO_DFH(GAM_ECOCHK/s//MMIO_DFH(_MMIO(0x1ffff0), D_ALL, F_CMD_ACCESS, NULL, NULL);\n\t&/' "$1/handlers.c"
}

planted=1ffff0 planted_rows=1
main "$@"
