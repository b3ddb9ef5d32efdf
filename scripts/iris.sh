#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# iris.sh DIR [TAPES]: gl_blit in DIR: the same pictures by Mesa's llvmpipe and,
# in the layout that it chooses, linear and in X and Y tiles, by its iris on
# the GPU core. Exit 1 if one differs; else what iris submitted goes to the
# folder TAPES, for iris_test.
set -euo pipefail
[ -z "${2:-}" ] || tapes=$(realpath "$2")
cd "$1"
bad=0
LIBGL_ALWAYS_SOFTWARE=1 ./gl_blit draw llvmpipe
for layout in own linear x y; do
	env LD_PRELOAD="$PWD/drm.so" MESA_LOADER_DRIVER_OVERRIDE=iris \
		MESA_SHADER_CACHE_DISABLE=true GL_BLIT_NODE=/dev/zero \
		${tapes:+IRIS_TAPE="$layout.tape"} \
		./gl_blit draw "$layout" "$layout" 2>"$layout.log" ||
		{ cat "$layout.log"; bad=1; }
	tail -n 4 "$layout.log"
	! grep -q 'not executed: ' "$layout.log" || bad=1
	./gl_blit compare "$layout" llvmpipe "$layout" || bad=1
done
if [ "$bad" = 0 ] && [ -n "${tapes:-}" ]; then
	for layout in own linear x y; do
		xz -9e <"$layout.tape" >"$tapes/$layout.tape.xz"
	done
fi
exit "$bad"
