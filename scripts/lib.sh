# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Sourced by the other scripts: saying things, running long commands.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gtt2m}
O=${O:-$top/build}
export CACHE O
case ${JOBS:-1} in
*[!0-9]* | 0*) printf 'JOBS=%s is no number from 1 on\n' "$JOBS" >&2; exit 1 ;;
esac

# Kernels of another version or configuration have a build folder of their
# own below $O, laid out as that: kernels/, images/, purity.txt.
KERNEL=${KERNEL:-6.1}
PROFILE=${PROFILE:-}
B=$O
case $KERNEL/$PROFILE in
6.1/)	;;
6.1/*)	B=$O/$PROFILE ;;
*/)	B=$O/$KERNEL ;;
*)	B=$O/$KERNEL-$PROFILE ;;
esac
export B

say() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*"; }
warn() { printf '%s: warning: %s\n' "$(basename "$0" .sh)" "$*" >&2; }
die() { printf '%s: error: %s\n' "$(basename "$0" .sh)" "$*" >&2; exit 1; }

# field FILE KEY: the value of "KEY value..." in a pin file.
field() {
	awk -v k="$2" '$1 == k { sub(/^[^ \t]+[ \t]+/, ""); print; exit }' "$1"
}

# clean_env [NAME=VALUE...] COMMAND...: with nothing of the caller's variables
# and of git's configuration: no template, hook, filter, alias or prefix of the
# user's changes what git does here, and GIT_DIR does not lead it elsewhere.
clean_env() {
	env -i PATH="$PATH" HOME=/nonexistent LC_ALL=C TMPDIR="${TMPDIR:-/tmp}" \
		GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 \
		GIT_TEMPLATE_DIR= "$@"
}

# kept_runs PATTERN...: the folders docs/results-PATTERN, by the kernel that
# their names end in or have before a last word, then by the date that the run
# began.
kept_runs() {
	local pattern kept
	for pattern in "$@"; do
		for kept in "$top"/docs/results-$pattern/; do
			[ ! -e "$kept/env.json" ] ||
				printf '%s %s %s\n' "$(grep -oE '[0-9]+[.][0-9]+' <<<"${kept##*/results-}" | tail -n 1)" \
					"$(grep -oP -m 1 '"date":\s*"\K[^"]+' "$kept/env.json")" "$kept"
		done
	done | sort -k1,1V -k2,2 | cut -d' ' -f3
}

# counts_of_bench RUN VARIANTS SCENARIOS: of a run on metal, of these (by blanks):
# what scripts/metal.expected has of make bench is what was counted.
counts_of_bench() {
	awk -v v=" $2 " -v s=" $3 " 'index(v, " " $1 " ") && index(s, " " $2 " ")' \
		"$top/scripts/metal.expected" >"$1.expected"
	[ -s "$1.expected" ] || return 0
	"$O/gtt2m" expect --write "$1" "$1.counted" || return
	grep -Ff <(cut -d' ' -f1-3 "$1.expected") "$1.counted" | sort |
		diff <(sort "$1.expected") -
}

mmss() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

# show_progress PID TEXT START EXPECTED: a line with an ETA, on a terminal.
show_progress() {
	local pid=$1 text=$2 start=$3 expected=$4 t eta
	while kill -0 "$pid" 2>/dev/null; do
		t=$((SECONDS - start))
		eta="any moment"
		[ "$t" -lt "$expected" ] && eta="ETA $(mmss $((expected - t)))"
		printf '\r%s  %s elapsed, %s \033[K' "$text" "$(mmss $t)" "$eta"
		sleep 1
	done
	printf '\r\033[K'
}

# spawn COMMAND...: in the background, as a process group of its own, so that ^C
# ends all of a build and not only its first process. Until reap, which returns
# its status, ^C or a kill of the script ends first it and then the script, with
# status 130.
spawn() {
	set -m
	"$@" </dev/null &
	spawned=$!
	set +m
	# shellcheck disable=SC2064
	trap "kill -TERM -$spawned 2>/dev/null; wait $spawned 2>/dev/null || :; echo interrupted >&2; exit 130" INT TERM HUP
}
reap() {
	local rc=0
	wait "$spawned" || rc=$?
	trap - INT TERM HUP
	return "$rc"
}

# run_logged NAME EXPECTED_S TEXT COMMAND...: run COMMAND with its output in
# $O/logs/NAME.log. Shows progress; the time of the last success on this
# machine replaces EXPECTED_S. On failure: the end of the log, and where it
# is. Returns the command's status.
run_logged() {
	local name=$1 expected=$2 text=$3 log times start rc=0
	shift 3
	log=$O/logs/$name.log times=$CACHE/times/$name
	mkdir -p "$O/logs" "$CACHE/times"
	[ -s "$times" ] && read -r expected <"$times"
	start=$SECONDS
	say "$text (about $(mmss "$expected"))"
	spawn "$@" >"$log" 2>&1
	[ -t 1 ] && show_progress "$spawned" "  $name" "$start" "$expected"
	reap || rc=$?
	if [ "$rc" -ne 0 ]; then
		printf '%s: error: "%s" failed (status %d). The lines that matter:\n' \
			"$(basename "$0" .sh)" "$text" "$rc" >&2
		{ grep -niE 'error|fatal|no space|cannot|not found' "$log" | tail -n 8 || :
		  printf '[end of the log]\n'; tail -n 12 "$log"; } | sed 's/^/    /' >&2
		printf '%s: the whole log: %s\n' "$(basename "$0" .sh)" "$log" >&2
		return "$rc"
	fi
	echo $((SECONDS - start)) >"$times"
	say "$text: done in $(mmss $((SECONDS - start)))"
}
