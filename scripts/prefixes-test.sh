#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Does an interruption end prefixes.sh, with nothing kept and nothing said of the
# prefix that it was at? Kernels and boots are files and a sleep here, so it takes
# seconds.
# shellcheck disable=SC2317
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$work/suite
export CACHE=$work/cache O=$work/build AT=$work/at
export KERNEL_SRC=$work/linux
unset KERNEL PROFILE
fails=0

mkdir -p "$here/kernel/config" "$here/kernel/patches" "$here/variants/v" "$work/linux" "$O"
cp -r "$top/scripts" "$here"
touch "$here/kernel/config/base.config" "$here/kernel/patches/0001-common.patch"
for n in 1 2 3; do echo "$n" >"$here/variants/v/000$n-part.patch"; done

# At what $SLOW names each stands still, and writes into $AT whom; what $BAD names
# fails.
cat >"$here/scripts/kernels.sh" <<'EOF'
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
mkdir -p "$B/kernels/$1"
[ "$1" != "${SLOW:-}" ] || run_logged "kernel-$1" 1 "building $1" sh -c 'echo $$ >"$AT"; exec sleep 300'
[ "$1" != "${BAD:-}" ]
EOF
cat >"$here/scripts/images.sh" <<'EOF'
#!/bin/sh
mkdir -p "$B/images" && touch "$B/images/$2.cpio" "$B/images/.$2.key"
EOF
cat >"$O/gtt2m" <<'EOF'
#!/bin/sh
while [ $# -gt 0 ]; do
	case $1 in --out) out=$2 ;; --variants) v=$2 ;; esac
	shift
done
mkdir -p "$out"
[ "boot-$v" != "${SLOW:-}" ] || { echo $$ >"$AT"; exec sleep 300; }
echo '{"status":"ok"}' >"$out/records.jsonl"
EOF
chmod +x "$here"/scripts/{kernels,images}.sh "$O/gtt2m"

# is WHAT COMMAND...
is() {
	local what=$1
	shift
	if "$@" >/dev/null 2>&1; then echo "ok   $what"; else
		echo "FAIL $what:"
		sed 's/^/    /' "$work/log"
		fails=1
	fi
}
not() { ! "$@"; }

# ended_at SLOW SIGNAL GROUP: prefixes.sh, which gets SIGNAL there, with GROUP "-"
# all of its process group, as from a terminal. Sets rc and took.
ended_at() {
	local pid
	rm -f "$AT"
	set -m
	# whoever runs this in the background may have it ignored
	SLOW=$1 env --default-signal=INT,TERM "$here/scripts/prefixes.sh" v all \
		>"$work/log" 2>&1 </dev/null &
	pid=$!
	set +m
	for _ in {1..300}; do
		[ ! -s "$AT" ] || break
		sleep 0.1
	done
	took=$SECONDS rc=0
	kill -"$2" -- "$3$pid"
	wait "$pid" || rc=$?
	took=$((SECONDS - took))
}

# nothing_of N: of the prefix that was interrupted, nor of those after it.
nothing_of() {
	is '... with status 130' test "$rc" -eq 130
	is '... at once' test "$took" -le 20
	is '... with what it had begun' not kill -0 "$(cat "$AT")"
	is '... no failure' not grep FAIL "$work/log"
	is "... no word of number $1" not grep -E "first $1 of|^ *$1 " "$work/log"
	is '... no result' not test -e "$O/prefixes/6.1-v/$1"
	is '... no kernel' not test -e "$O/kernels/v.$1"
	is '... no image' test -z "$(find "$O/images" -name "*v.$1*" 2>/dev/null)"
	is '... no run' not test -e "$O/prefixes-6.1"
}

ended_at v.2 INT -
is '^C while a kernel is built ends it' grep -x interrupted "$work/log"
nothing_of 2
is 'what was done before is kept' grep -q '^said ok' "$O/prefixes/6.1-v/1"
ended_at boot-v.2 TERM ''
is 'a kill while a boot goes on ends it' grep -x interrupted "$work/log"
nothing_of 2
is 'it had gone on from there' grep '3 prefixes, 1 of them were done before' "$work/log"

rc=0
BAD=v.2 "$here/scripts/prefixes.sh" v all >"$work/log" 2>&1 || rc=$?
is 'a failure is one' grep -E '^ 2 .*FAIL' "$work/log"
is '... the next are made' grep -E '^ 3 .* ok ' "$work/log"
is '... and its status is 1' test "$rc" -eq 1
rc=0
"$here/scripts/prefixes.sh" v all >"$work/log" 2>&1 || rc=$?
is 'then only that is made' grep '3 prefixes, 2 of them were done before' "$work/log"
is '... well' test "$rc" -eq 0
is '... and all is cleared away' test -z "$(find "$O/kernels" "$O/images" -name '*v.[1-3]*')"
exit "$fails"
