#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The stand-alone reproducers (scripts/repro-c.sh), compiled as their first
# lines say and run on the emulated machine: each has to show its defect on
# stock and not to on stock-fixed. The kernels have to be there.
#
#   alone-test.sh [NAME...]     default: all
#   alone-test.sh --compile     only compile them all
#
# KERNEL=6.12: on that one.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

lines_max=350
dir=$O/alone
# Seen on stock-fixed as well, and why: docs/defects.md.
not_mended=repro-own-table
# What only a newer kernel can show.
only_612=iommufd-close
# After these a kernel without the patches is not to be trusted any more.
ill=" repro-batch repro-cycle repro-flush repro-gfn0 repro-destroy repro-orphan repro-lock repro-reload repro-repin repro-failed repro-unbind iommufd-close "
names=("${@/#report-/repro-}")
only_compile=''
if [ "${1:-}" = --compile ]; then only_compile=1 names=(); fi
[ ${#names[@]} -gt 0 ] || mapfile -t names < <("$top/scripts/repro-c.sh" --list)

# compile NAME: one file that a reader can follow, without a warning.
compile() {
	local c=$dir/$1.c n
	"$top/scripts/repro-c.sh" "$1" >"$c"
	n=$(wc -l <"$c")
	[ "$n" -le $lines_max ] || die "$1.c has $n lines, more than $lines_max"
	grep -qF "gcc -O2 -Wall -o $1 $1.c" "$c" || die "$1.c does not say how to compile it"
	gcc -O2 -Wall -Wextra -Werror -o "$dir/bin/$1" "$c"
}

# boot VARIANT NAME...: in one boot; what came out is added to the log.
boot() {
	local variant=$1
	shift
	"$O/gtt2m" alone --kernel "$B/kernels/$variant" --variant "$variant" \
		--images "$B/images" --qemu "$O/qemu/qemu-system-x86_64" \
		--out "$dir/$KERNEL-$variant" "$@" | tee -a "$dir/$variant.log"
}

rm -rf "$dir"
mkdir -p "$dir/bin"
for name in "${names[@]}"; do compile "$name"; done
# Has each defect of a stock kernel a program?
for name in $("$O/gtt2m" defects --list --gate closed); do
	[ -n "$("$top/scripts/repro-c.sh" "$name")" ] || die "no program shows $name"
done
[ -z "$only_compile" ] || { echo "${#names[@]} programs"; exit 0; }
if [ "$KERNEL" = 6.1 ]; then
	mapfile -t names < <(printf '%s\n' "${names[@]}" | grep -vx "$only_612")
	[ ${#names[@]} -gt 0 ] || die "$only_612: not on 6.1"
fi
"$top/scripts/images.sh" l1 alone modules-stock modules-stock-fixed
together=()
for name in "${names[@]}"; do
	if [[ $ill = *" $name "* ]]; then boot stock "$name"; else together+=("$name"); fi
done
[ ${#together[@]} -eq 0 ] || boot stock "${together[@]}"
boot stock-fixed "${names[@]}"

bad=0
for name in "${names[@]}"; do
	stock=$(sed -n "s/^$name: //p" "$dir/stock.log")
	fixed=$(sed -n "s/^$name: //p" "$dir/stock-fixed.log")
	want='not seen'
	[ "$name" != "$not_mended" ] || want=seen
	case $stock in seen|crash|spins|hangs) ;; *) bad=1 ;; esac
	[ "$fixed" = "$want" ] || bad=1
	printf '%-16s %s stock: %s, stock-fixed: %s\n' "$name" "$KERNEL" "$stock" "$fixed"
done
exit "$bad"
