#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Bring QEMU's source package into $CACHE/dl: through a private deb-src list
# derived from the system's own sources. No file of the system is touched.
# The kernel's source comes with a package (scripts/packages).
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

pin=$top/gpu/qemu/base
dl=$CACHE/dl

[ -n "${QEMU_SRC:-}" ] && exit 0
mkdir -p "$dl"
exec 9>"$dl/.lock"
flock 9

dsc=$(field "$pin" dsc)
sum=$(field "$pin" dsc_sha256)
if [ -z "$dsc" ] || [ -z "$sum" ]; then die "$pin: needs lines 'dsc' and 'dsc_sha256'"; fi

# complete DSC: the .dsc and each file it lists are here and whole.
complete() {
	[ -s "$dl/$1" ] || return 1
	awk '/^Checksums-Sha256:/ { on = 1; next } /^[^ ]/ { on = 0 }
	     on { print $1 "  " $3 }' "$dl/$1" |
		(cd "$dl" && sha256sum --quiet --check - >/dev/null 2>&1)
}

pinned() { [ "$(sha256sum <"$dl/$1" | cut -d' ' -f1)" = "$sum" ]; }

# Whatever version an earlier fetch ended with, if the pinned one is gone.
newest() { find "$dl" -maxdepth 1 -name 'qemu_7.2*.dsc' -printf '%f\n' | sort -V | tail -n 1; }

if complete "$dsc"; then
	pinned "$dsc" || die "$dl/$dsc: checksum differs from $pin; remove the file and make again"
	echo "$dsc" >"$dl/qemu.dsc"
	exit 0
fi
have=$(newest)
if [ -n "$have" ] && complete "$have"; then
	warn "QEMU source $have instead of the pinned $dsc"
	echo "$have" >"$dl/qemu.dsc"
	exit 0
fi

command -v apt-get >/dev/null ||
	die "no apt-get here: give QEMU's source (7.2) as QEMU_SRC=tarball-or-tree"

tmp=$(mktemp -d "$dl/.apt.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/parts" "$tmp/lists/partial" "$tmp/cache/archives/partial" "$tmp/get"

# Every enabled binary source, as a source of sources.
n=0
for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
	[ -e "$f" ] || continue
	n=$((n + 1))
	sed -nE 's/^deb([ \t])/deb-src\1/p' "$f" >"$tmp/parts/$n.list"
done
for f in /etc/apt/sources.list.d/*.sources; do
	[ -e "$f" ] || continue
	n=$((n + 1))
	sed -E 's/^Types:.*/Types: deb-src/' "$f" >"$tmp/parts/$n.sources"
done

opts=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$tmp/parts"
      -o "Dir::State::lists=$tmp/lists" -o "Dir::Cache=$tmp/cache"
      -o Debug::NoLocking=1 -o "APT::Sandbox::User=$(id -un)")

fetch_qemu() {
	apt-get "${opts[@]}" update || true
	cd "$tmp/get"
	local v=${dsc#qemu_}
	apt-get "${opts[@]}" source --download-only "qemu=1:${v%.dsc}" ||
		apt-get "${opts[@]}" source --download-only qemu
}
run_logged fetch-qemu 15 "fetching QEMU's source package" fetch_qemu

got=$(cd "$tmp/get" && ls ./*.dsc)
got=${got#./}
find "$tmp/get" -maxdepth 1 -type f ! -name '*.dsc' -exec mv -f -t "$dl" {} +
mv -f "$tmp/get/$got" "$dl/$got"
complete "$got" || die "$dl/$got: a file it lists is missing or damaged"
case $got in
"$dsc")	pinned "$dsc" || die "$dl/$dsc: checksum differs from the one in $pin" ;;
qemu_7.2*) warn "QEMU source $got instead of the pinned $dsc" ;;
*)	die "the distribution has $got; QEMU 7.2 is needed: give QEMU_SRC=" ;;
esac
echo "$got" >"$dl/qemu.dsc"
