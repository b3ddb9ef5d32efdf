#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prove that the kernels differ only as meant: the same .config, the same
# vmlinux, and in the modules no function or object that differs outside of
# the files which the variant's patches touch. Prints a table "variant:
# functions that differ from baseline". Exit 3 on any other difference.
#
#   purity.sh [VARIANT...]      default: every kernel that is built
#   purity.sh --self-test       plant differences and see them caught
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

kernels=${KERNELS:-$O/kernels}
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

# declared VARIANT: patterns of the objects that it may differ in: its .c
# files' objects, and for a header all objects of the header's folder.
declared() {
	local info=$kernels/$1/info list=() p
	while read -r p; do list+=("$top/variants/$1/$p"); done \
		< <(awk '$1 == "patch" { print $3 }' "$info")
	# stock lacks the common patches, so it may differ where those reach
	if [ "$(field "$info" base)" = pristine ]; then
		while read -r p; do list+=("$top/kernel/patches/$p"); done \
			< <(awk '$1 == "common" { print $3 }' "$kernels/$base/info")
	fi
	[ -z "$(field "$info" same-as)" ] || list=()
	[ ${#list[@]} -gt 0 ] || return 0
	awk '/^\+\+\+ b\// {
		f = substr($2, 3)
		if (sub(/\.[cS]$/, ".o", f)) print f
		else if (f ~ /\.h$/ && f !~ /\/include\//) { sub(/[^\/]*$/, "", f); print f } }' \
		"${list[@]}" | sort -u
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
	function inside(object,    d) {
		for (d in may)
			if (d == object || (d ~ /\/$/ && index(object, d) == 1))
				return 1
		return 0
	}
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
			if (inside(o[i])) { verdict = "in"; where = o[i] }
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

check_variant() {
	local v=$1 f
	for f in config bzImage vmlinux; do
		cmp -s "$kernels/$base/$f" "$kernels/$v/$f" ||
			complain "$v" "$f differs from that of $base"
	done
	judge "$v" >"$work/judged"
	table "$v" <"$work/judged"
	while read -r _ module what _ name object; do
		complain "$v" "$name ($what) in $module, from $object, is outside of its declared files"
	done < <(grep '^OUT ' "$work/judged" || true)
}

check_all() {
	local v
	printf 'functions that differ from %s (+ new, - gone)\n\n' "$base"
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

# plant MODULE FUNCTION: its first two bytes become ud2.
plant() {
	local section value offset
	read -r value section < <(readelf -sW "$1" | awk -v f="$2" '$8 == f && $4 == "FUNC" { print $2, $7; exit }')
	offset=$(readelf -SW "$1" | sed 's/[][]//g' | awk -v n="$section" '$1 == n { print $5; exit }')
	printf '\x0f\x0b' | dd of="$1" bs=1 seek=$((0x$offset + 0x$value)) conv=notrunc status=none
}

self_test() {
	local fake=$work/fake v fails=0
	mkdir -p "$fake"
	for v in baseline vfio-only; do cp -a "$kernels/$v" "$fake"; done
	cp -a "$kernels/baseline" "$fake/baseline-aa"
	sed -i 's/^variant .*/variant baseline-aa\nsame-as baseline/' "$fake/baseline-aa/info"
	local run=(env KERNELS="$fake" "$0")
	expect "untouched copies are pure" 0 "${run[@]}" || fails=1
	plant "$fake/vfio-only/modules/kvmgt.ko" intel_vgpu_emulate_cfg_read
	expect "a planted difference in an undeclared function" 3 "${run[@]}" || fails=1
	grep -q 'intel_vgpu_emulate_cfg_read' "$work/log" || { echo "FAIL it is not named"; fails=1; }
	cp "$kernels/vfio-only/modules/kvmgt.ko" "$fake/vfio-only/modules"
	plant "$fake/baseline-aa/modules/vfio.ko" vfio_pin_pages
	expect "a difference in the A/A arm" 3 "${run[@]}" || fails=1
	cp "$kernels/baseline/modules/vfio.ko" "$fake/baseline-aa/modules"
	rm "$fake/baseline-aa/config"; echo CONFIG_X=y >"$fake/baseline-aa/config"
	expect "another .config" 3 "${run[@]}" || fails=1
	cp "$kernels/baseline/config" "$fake/baseline-aa"
	rm "$fake/vfio-only/modules/mdev.ko"
	expect "a module that is missing" 3 "${run[@]}" || fails=1
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
