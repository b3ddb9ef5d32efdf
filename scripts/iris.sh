#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# iris.sh DIR: gpu/tests/iris in DIR: the same pictures by Mesa's llvmpipe and,
# in the layout that it chooses, linear and in X and Y tiles, by its iris on
# the GPU core. Exit 1 if one differs.
set -euo pipefail
cd "$1"
bad=0
LIBGL_ALWAYS_SOFTWARE=1 ./blit draw llvmpipe
for layout in own linear x y; do
	buffers=("$layout")
	[ "$layout" != own ] || buffers=()
	LD_PRELOAD=$PWD/drm.so MESA_LOADER_DRIVER_OVERRIDE=iris \
		MESA_SHADER_CACHE_DISABLE=true \
		./blit draw "$layout" "${buffers[@]}" 2>"$layout.log" ||
		{ cat "$layout.log"; bad=1; }
	tail -n 4 "$layout.log"
	! grep -q 'not executed: ' "$layout.log" || bad=1
	./blit compare "$layout" llvmpipe || bad=1
done
exit "$bad"
