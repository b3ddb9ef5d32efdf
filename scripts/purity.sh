#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prove that the kernels differ only as meant: the same .config, the same
# vmlinux, the same object files but for those of the files which the
# variant's patches touch, and modules that were made of these: no function
# or datum of theirs differs elsewhere. Prints a table "variant: functions
# that differ from baseline". Exit 3 on any other difference.
#
#   purity.sh [VARIANT...]      default: every kernel that is built
#   purity.sh --self-test       plant differences and see them caught
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

kernels=${KERNELS:-$B/kernels}
base=baseline
tool=$O/funchash
bad=0

build_tool() {
	[ "$tool" -nt "$top/kernel/funchash.c" ] && return
	mkdir -p "$O"
	"${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror \
		-o "$tool.tmp" "$top/kernel/funchash.c" -lelf
	mv "$tool.tmp" "$tool"
}

complain() { printf 'purity: %s: %s\n' "$1" "$2" >&2; bad=1; }

# declared VARIANT: the objects that it may differ in: those of the files that
# its patches touch and of those that include such a header.
declared() {
	local info=$kernels/$1/info
	[ -z "$(field "$info" same-as)" ] || return 0
	{ awk '$1 == "touches" { print $2 }' "$info"
	  # stock lacks the common patches, so it may differ where those reach
	  [ "$(field "$info" base)" != pristine ] ||
		awk '$1 == "common-touches" { print $2 }' "$kernels/$base/info"
	} | sort -u
}

# The modules are those that were built, to the byte.
check_modules() {
	local m
	while read -r m; do
		complain "$1" "$m is not the one that was built"
	done < <(cd "$kernels/$1/modules" && awk '$1 == "module" { print $2 "  " $3 }' ../info |
		sha256sum --quiet -c - 2>/dev/null | sed 's/:.*//')
}

# The object files that are not declared are those of the base, to the byte:
# code, data, strings, tables.
check_objects() {
	local o
	declared "$1" >"$work/declared"
	while read -r o; do
		complain "$1" "$o differs and is outside of its declared files"
	done < <(awk -v declared="$work/declared" '
		BEGIN { while ((getline d < declared) > 0) may[d] }
		function check(o) { if (!(o in may)) print o }
		NR == FNR { hash[$2] = $1; next }
		{ seen[$2]; if (hash[$2] != $1) check($2) }
		END { for (o in hash) if (!(o in seen)) check(o) }' \
		"$kernels/$base/objects" "$kernels/$1/objects")
}

# The differing symbols of all modules: "module changed F name".
differences() {
	local m rc
	for m in "$kernels/$base"/modules/*.ko; do
		m=$(basename "$m")
		if [ ! -e "$kernels/$1/modules/$m" ]; then
			echo "$m removed M $m"
			continue
		fi
		cmp -s "$kernels/$base/modules/$m" "$kernels/$1/modules/$m" && continue
		rc=0
		"$tool" "$kernels/$base/modules/$m" "$kernels/$1/modules/$m" |
			sed "s/^/$m /" || rc=$?
		[ "$rc" -le 1 ] || echo "$m unreadable M $m"
	done
	for m in "$kernels/$1"/modules/*.ko; do
		m=$(basename "$m")
		[ -e "$kernels/$base/modules/$m" ] || echo "$m added M $m"
	done
}

# judge VARIANT: the differences, each with its object and "in" or "OUT".
judge() {
	differences "$1" >"$work/diff"
	declared "$1" >"$work/declared"
	cat "$kernels/$base/symbols" "$kernels/$1/symbols" >"$work/symbols"
	awk -v declared="$work/declared" -v symbols="$work/symbols" '
	BEGIN {
		while ((getline line < declared) > 0) may[line]
		while ((getline line < symbols) > 0) {
			split(line, w, " ")
			objects[w[2]] = objects[w[2]] " " w[1]
		}
	}
	{
		n = split(objects[$4], o, " ")
		verdict = "OUT"; where = n ? o[1] : "?"
		for (i = 1; i <= n; i++)
			if (o[i] in may) { verdict = "in"; where = o[i] }
		print verdict, $1, $2, $3, $4, where
	}' "$work/diff"
}

# The table: functions by name; data objects only counted.
table() {
	awk -v v="$1" '
	$4 == "F" { name[++n] = ($3 == "changed" ? "" : $3 == "added" ? "+" : "-") $5 }
	$4 != "F" { data++ }
	END {
		if (!n && !data) { printf "%-13s identical\n", v; exit }
		printf "%-13s %d functions, %d data objects\n", v, n, data
		for (i = 1; i <= n; i++) {
			if (length(line) + length(name[i]) > 56) { print "  " line; line = "" }
			line = line (line == "" ? "" : " ") name[i]
		}
		if (line != "") print "  " line
	}'
}

# Of Linux proper a variant may differ in the objects of what its patches
# touch; then vmlinux and bzImage do, and the configuration if a Kconfig is
# touched. What differs is printed.
check_vmlinux() {
	local v=$1 f beyond
	beyond=$(awk '$1 == "beyond" { print $2 }' "$kernels/$v/info")
	declared "$v" >"$work/declared"
	for f in $beyond; do
		grep -qxF "$f" "$work/declared" ||
			complain "$v" "$f differs and is outside of its declared files"
	done
	for f in config bzImage vmlinux; do
		cmp -s "$kernels/$base/$f" "$kernels/$v/$f" && continue
		if [ "$f" != config ] && [ -n "$beyond" ]; then continue; fi
		if [ "$f" = config ] && [ -n "$(field "$kernels/$v/info" kconfig)" ]; then
			printf '%-13s another .config, by its Kconfig\n' "$v"
			continue
		fi
		complain "$v" "$f differs from that of $base"
	done
	[ -z "$beyond" ] || printf '%-13s differs in Linux proper, too: %s\n' "$v" "${beyond//$'\n'/ }"
}

check_variant() {
	local v=$1 f
	check_vmlinux "$v"
	check_modules "$v"
	check_objects "$v"
	judge "$v" >"$work/judged"
	table "$v" <"$work/judged"
	while read -r _ module what _ name object; do
		complain "$v" "$name ($what) in $module, from $object, is outside of its declared files"
	done < <(grep '^OUT ' "$work/judged" || true)
}

check_all() {
	local v
	printf 'functions that differ from %s (+ new, - gone)\n\n' "$base"
	check_modules "$base"
	for v in "$@"; do
		[ "$v" = "$base" ] || check_variant "$v"
	done
	if [ "$bad" -ne 0 ]; then
		printf '\nnot pure\n'
		return 3
	fi
	printf '\npure: same .config, same vmlinux, no other difference\n'
}

# ---- planted differences -----------------------------------------------------
# expect WHAT STATUS COMMAND...
expect() {
	local what=$1 want=$2 rc=0
	shift 2
	"$@" >"$work/log" 2>&1 || rc=$?
	if [ "$rc" -eq "$want" ]; then
		echo "ok   $what"
	else
		printf 'FAIL %s: status %d, want %d\n' "$what" "$rc" "$want"
		sed 's/^/    /' "$work/log"
		return 1
	fi
}

# plant FILE SYMBOL [OFFSET]: two bytes of it are turned over. The readers read
# to the end: under pipefail an early exit would fail the writer now and then.
plant() {
	local section value offset at
	read -r value section < <(readelf -sW "$1" | awk -v s="$2" '$8 == s && $7 ~ /^[0-9]+$/ && !found++ { print $2, $7 }')
	offset=$(readelf -SW "$1" | sed 's/[][]//g' | awk -v n="$section" '$1 == n && !found++ { print $5 }')
	at=$((0x$offset + 0x$value + ${3:-0}))
	flip "$1" "$at"
}

# flip FILE OFFSET
flip() {
	cp "$1" "$1.new" # fakes share their files with what is built
	dd if="$1" bs=1 skip="$2" count=2 status=none | tr '\000-\377' '\200-\377\000-\177' |
		dd of="$1.new" bs=1 seek="$2" conv=notrunc status=none
	mv "$1.new" "$1"
}

# bless VARIANT MODULE: as if it had been built like that.
bless() {
	local sum
	sum=$(sha256sum <"$fake/$1/modules/$2" | cut -d' ' -f1)
	sed -i "s/^module .* $2\$/module $sum $2/" "$fake/$1/info"
}

# caught WHAT VARIANT NAMED COMMAND...: after the command purity must fail,
# and name the thing; then the variant is made whole.
caught() {
	local what=$1 v=$2 named=$3
	shift 3
	if ! "$@"; then
		echo "FAIL $what: cannot be planted"
		fails=1
	elif ! expect "$what" 3 env KERNELS="$fake" "$0"; then
		fails=1
	elif ! grep -q "^purity: $v: .*$named" "$work/log"; then
		echo "FAIL $what: $named is not named"
		fails=1
	fi
	fresh "$v"
}

fresh() {
	rm -rf "${fake:?}/$1"
	if [ "$1" = baseline-aa ]; then
		cp -a "$kernels/baseline" "$fake/$1"
		echo "same-as baseline" >>"$fake/$1/info"
	else
		cp -a "$kernels/$1" "$fake"
	fi
}

plant_and_bless() { plant "$fake/$1/modules/$2" "$3" "${4:-0}"; bless "$1" "$2"; }
plant_string() {
	local at
	at=$(readelf -SW "$fake/$1/modules/$2" | sed 's/[][]//g' | awk '$2 == ".rodata.str1.1" { print $5 }')
	flip "$fake/$1/modules/$2" $((0x$at))
}
other_object() { sed -i "s,^.*  $2\$,$(printf '%064d' 0)  $2," "$fake/$1/objects"; }
append() { cp "$1" "$1.new"; echo "$2" >>"$1.new"; mv "$1.new" "$1"; }

self_test() {
	local fails=0
	fake=$work/fake
	mkdir -p "$fake"
	for v in baseline vfio-only baseline-aa; do fresh "$v"; done
	expect "untouched copies are pure" 0 env KERNELS="$fake" "$0" || fails=1
	caught "another instruction in an undeclared function" vfio-only intel_vgpu_emulate_cfg_read \
		plant_and_bless vfio-only kvmgt.ko intel_vgpu_emulate_cfg_read
	caught "another value in a constant table" vfio-only cmd_info \
		plant_and_bless vfio-only kvmgt.ko cmd_info 8 # behind the name's address
	caught "another value in writable data" vfio-only virtual_dp_monitor_edid \
		plant_and_bless vfio-only kvmgt.ko virtual_dp_monitor_edid
	caught "another text in a module" vfio-only kvmgt.ko \
		plant_string vfio-only kvmgt.ko
	caught "a file that was compiled otherwise" vfio-only drivers/vfio/vfio_main.o \
		other_object vfio-only drivers/vfio/vfio_main.o
	caught "a difference in the A/A arm" baseline-aa vfio_pin_pages \
		plant_and_bless baseline-aa vfio.ko vfio_pin_pages
	caught "... in what a variant may touch" baseline-aa gtt.o \
		other_object baseline-aa drivers/gpu/drm/i915/gvt/gtt.o
	caught "another .config" baseline-aa config append "$fake/baseline-aa/config" CONFIG_X=y
	caught "another vmlinux" vfio-only vmlinux flip "$fake/vfio-only/vmlinux" 3000000
	caught "another bzImage" vfio-only bzImage append "$fake/vfio-only/bzImage" x
	caught "a module that is missing" vfio-only mdev.ko rm "$fake/vfio-only/modules/mdev.ko"
	caught "a module too many" vfio-only more.ko \
		cp "$fake/vfio-only/modules/mdev.ko" "$fake/vfio-only/modules/more.ko"
	return "$fails"
}

build_tool
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "${1:-}" = --self-test ]; then
	self_test
	exit
fi
[ -e "$kernels/$base/info" ] || die "no kernel of $base in $kernels; scripts/kernels.sh makes it"
if [ $# -eq 0 ]; then
	for v in "$kernels"/*/info; do set -- "$@" "$(basename "$(dirname "$v")")"; done
fi
check_all "$@"
