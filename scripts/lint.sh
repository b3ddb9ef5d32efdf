#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# lint.sh: what cppcheck and gcc's analyzer say of the program and the GPU
# model, tests aside (those run under sanitizers). Each finding is mended, or
# stands in scripts/lint.known with its reason; a line there that nothing
# matches any more fails, too.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

cd "$top"
known=scripts/lint.known
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# Not QEMU's glue, nor what is compiled against a guest's packages.
mapfile -t sources < <(printf "%s\n" bench/*/*.c gpu/*/*.c |
	grep -vE '_test\.c$|^bench/user/|^gpu/(qemu|tests)/')
flags=(-std=gnu11 -D_GNU_SOURCE -I. -Ibench -Ibench/lib "-I$O")

# Jansson's loops are macros whose definitions cppcheck does not see.
cppcheck -q -j "${JOBS:-$(nproc)}" --enable=warning,performance,portability \
	"${flags[@]:1}" --suppress=missingIncludeSystem \
	'-Djson_array_foreach(a,i,v)=for(i=0;(v=json_array_get(a,i));i++)' \
	'-Djson_object_foreach(o,k,v)=for(k="";(v=json_object_get(o,k));)' \
	--template='{file} cppcheck-{id} {line} {message}' "${sources[@]}" 2>"$found"

read -ra drm < <(pkg-config --cflags libdrm)
analyze() {
	gcc "${flags[@]}" "${drm[@]}" -O1 -fanalyzer -c -o /dev/null "$1" 2>&1 |
		sed -nE 's|^(\./)?([^ :]+):([0-9]+):[0-9]+: warning: (.*) \[-W(analyzer-[a-z-]+)\]$|\2 \5 \3 \4|p'
}
for f in "${sources[@]}"; do analyze "$f"; done >>"$found"

awk -v known="$known" '
	BEGIN {
		while ((getline line < known) > 0)
			if (line !~ /^#/ && split(line, w, " ") > 2) why[w[1] " " w[2]] = line
	}
	$1 " " $2 in why { met[$1 " " $2]; next }
	!said[$0]++ { print; bad++ }
	END {
		for (k in why) if (!(k in met)) { print known ": nothing matches any more: " why[k]; bad++ }
		exit bad > 0
	}' "$found"
