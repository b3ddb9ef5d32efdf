#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a machine needs that is measured and does not build: the program,
# kernels with what tells them apart, images. As build/metal/ of a clone there
# `make bench MACHINE=metal BROUGHT=1` takes it (docs/metal.md).
#
#   bring.sh DIR [VARIANT...]	from $O, or of PROFILE=
#   GUEST=1			the image for Linux guests, too
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

to=$1
shift
mkdir -p "$to/images"
cp "$O/gtt2m" "$to/gtt2m"
[ $# -eq 0 ] || cp "$B/images/l1.cpio" "$B/images/metal.cpio" "$to/images"
[ -z "${GUEST:-}" ] || cp "$B/images/guest.cpio" "$to/images"
for v; do
	from=$B/kernels/$v k=$to/kernels/$v
	mkdir -p "$k/modules"
	cp "$from/bzImage" "$from/info" "$from/config" "$k"
	objcopy --only-section=.notes "$from/vmlinux" "$k/vmlinux" 2>/dev/null
	for m in kvm kvmgt i915; do
		objcopy --only-section=.note.gnu.build-id \
			"$from/modules/$m.ko" "$k/modules/$m.ko"
	done
	cp "$B/images/modules-$v.cpio" "$to/images"
done
