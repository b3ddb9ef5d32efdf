#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# user.sh cl|neo|mesa|gl|x|media: what is in the image user-NAME, on stdout, as
# images.sh takes it ("path in the image<TAB>source").
# user.sh anv DRM.so: vk_blit by anv on the GPU core (gpu/tests/iris/drm.c),
# held against Mesa's llvmpipe. Exit 1: a picture differs, or a command was not
# executed.
# user.sh check: only whether $CC takes our programs, if the packages are there.
#
# The packages of scripts/packages.user (of cl: those it names for cl) and all
# that they depend on are fetched by apt in the versions that its lists name,
# and unpacked, not installed, into $CACHE/user/<id>: no root, and nothing of
# this machine's own libraries is used or changed. <id> is of the packages,
# versions and checksums, so another list makes another folder. Of them an
# image takes the program's files, the drivers and the libraries that these
# need, each as the package has it. The programs of bench/user/ are compiled
# against them.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

export LC_ALL=C TZ=UTC
umask 022
name=${1:-}
lib=usr/lib/x86_64-linux-gnu
made=$O/user	# programs of ours, the clip
empty=$O/user/apt

command -v apt-get >/dev/null ||
	die "user-$name is made of Debian's packages, and there is no apt-get"
mkdir -p "$made" "$empty/archives/partial"
exec 8>"$made/.lock"
flock 8

# apt as if nothing were installed or fetched: all that is needed is named.
apt_empty() {
	apt-get -qq -o Dir::State::status=/dev/null \
		-o Dir::Cache::archives="$empty/archives" \
		-o APT::Architecture=amd64 --no-install-recommends "$@"
}

# uris: 'URL' FILE BYTES CHECKSUM of every package.
uris() {
	local list
	mapfile -t list < <(awk -v own="$([ "$name" != cl ] || echo cl)" '
		!/^#/ && NF && $2 ~ own { print $1 }' "$top/scripts/packages.user")
	apt_empty -y --print-uris install "${list[@]}" | grep "^'" | sort -k 2
}

unpack() {
	dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner \
		--exclude=./usr/share/{doc,man,locale,lintian,bug,iso-codes,help,info} \
		--exclude=./var
}
export -f unpack

# fetch DIR: into the new folder DIR; the packages themselves do not stay.
fetch() {
	local dir=$1 deb
	rm -rf "$dir" "$dir.debs"
	mkdir -p "$dir" "$dir.debs"
	awk '{ print $2 }' "$made/uris" | sed 's/%3a/:/; s/_[^_]*\.deb$//; s/_/=/' >"$made/versions"
	(cd "$dir.debs" && xargs apt-get -qq -o APT::Sandbox::User=root \
		-o Dir::Cache::archives="$empty/archives" download <"$made/versions")
	# shellcheck disable=SC2016
	for deb in "$dir.debs"/*.deb; do printf '%s\0' "$deb"; done |
		xargs -0 -P "${JOBS:-$(nproc)}" -I{} bash -c 'unpack "$1" "$2"' _ {} "$dir"
	rm -rf "$dir.debs"
}

get_root() {
	local id
	uris >"$made/uris" || die "apt cannot name the packages of scripts/packages.user: apt-get update, or no network"
	[ -s "$made/uris" ] || die "apt names no packages for scripts/packages.user"
	id=$(awk '{ print $2, $4 }' "$made/uris" | sha256sum | cut -c1-16)
	root=$CACHE/user/$id
	[ -e "$root/.complete" ] && return
	if [ "$name" = check ]; then
		say "bench/user: not compiled, its packages are not fetched (scripts/images.sh user-mesa)"
		exit 0
	fi
	mkdir -p "$CACHE/user"
	rm -rf "$CACHE"/user/tmp.*
	run_logged user-fetch 60 "fetching and unpacking $(wc -l <"$made/uris") packages of user space" \
		fetch "$CACHE/user/tmp.$$" >&2
	cp "$made/uris" "$CACHE/user/tmp.$$/.complete"
	mv "$CACHE/user/tmp.$$" "$root"
}

# A program of the packages, run here, with their loader and libraries.
run_of() {
	local program=$1
	shift
	"$root/lib64/ld-linux-x86-64.so.2" --library-path "$libs" "$root/$program" "$@"
}

compile() {
	local program=$1
	shift
	"${CC:-gcc}" --sysroot="$root" -O2 -std=gnu11 -Wall -Wextra -Werror \
		-ffile-prefix-map="$top=." -Wl,--build-id=none -I"$made" \
		-o "$made/$program" "$top/bench/user/$program.c" "$@"
}

syntax() {
	"${CC:-gcc}" --sysroot="$root" -std=gnu11 -Wall -Wextra -Werror \
		-fsyntax-only -I"$made" "$top/bench/user/$1.c"
}

shader() {
	run_of usr/bin/glslangValidator -V -S "$1" --vn "$1" \
		-o "$made/vk_draw_$1.h" "$top/bench/user/vk_draw.$1" >/dev/null
}

# Kernels of cl_work, by the compiler that NEO has in a guest. The same bytes
# everywhere.
kernels() {
	mkdir -p "$made/ocloc"
	run_of usr/bin/ocloc compile -file "$top/bench/user/cl_work.cl" \
		-device kbl -output cl_work -out_dir "$made/ocloc" \
		>"$made/ocloc/log" 2>&1 || { cat "$made/ocloc/log" >&2; die "bench/user/cl_work.cl does not compile"; }
	mv "$made/ocloc/cl_work_Gen9core.bin" "$made/cl_work.bin"
}

# The clip that is decoded. One thread and no code for this CPU alone: the
# same bytes everywhere.
clip() {
	run_of usr/bin/ffmpeg -v error -nostdin -f lavfi \
		-i "testsrc2=size=$1:rate=30:duration=0.3" -pix_fmt yuv420p \
		-c:v libx264 -preset ultrafast -threads 1 \
		-x264-params cpu-independent=1:threads=1 -bitexact -y "$made/clip-$1.mp4"
}

# vulkan DRIVER PROGRAM...: one of ours by that driver of Mesa's, run here.
vulkan() {
	printf '{ "file_format_version": "1.0.0", "ICD": { "api_version": "1.3.0", "library_path": "%s" } }\n' \
		"$root/$lib/libvulkan_$1.so" >"$made/$1.json"
	MESA_SHADER_CACHE_DISABLE=true VK_ICD_FILENAMES=$made/$1.json "$root/lib64/ld-linux-x86-64.so.2" \
		--library-path "$libs" ${preload:+--preload "$preload"} \
		"$made/$2" "${@:3}"
}

# The pictures of gl_blit by Mesa's llvmpipe: what a guest's are held against.
pictures() {
	rm -f "$made/gl_blit.ref"
	LIBGL_ALWAYS_SOFTWARE=1 LIBGL_DRIVERS_PATH=$root/$lib/dri \
		__EGL_VENDOR_LIBRARY_DIRS=$root/usr/share/glvnd/egl_vendor.d \
		LP_NATIVE_VECTOR_WIDTH=128 LP_NUM_THREADS=0 \
		"$root/lib64/ld-linux-x86-64.so.2" --library-path "$libs" \
		"$made/gl_blit" draw "$made/gl_blit.ref" >"$made/gl_blit.log" 2>&1 || true
	grep -q llvmpipe "$made/gl_blit.log" ||
		{ cat "$made/gl_blit.log" >&2; die "gl_blit does not run on llvmpipe"; }
}

add() { printf '/user/%s\t%s\n' "$1" "$2"; }

# add_file PATH...: files and folders of the packages, and what ELF files need.
add_file() {
	local path f
	for path; do
		[ -e "$root/$path" ] || die "user-$name: the packages have no $path"
		find -L "$root/$path" -type f | while read -r f; do
			add "${f#"$root/"}" "$f"
			add_libs "$f"
		done
	done
}

# Where the loader looks: alternatives and folders of a package's own are
# flattened, as the links that an installation makes would do.
add_libs() {
	local need
	need=$("$root/lib64/ld-linux-x86-64.so.2" --library-path "$libs" --list "$1" 2>/dev/null) || return 0
	case $need in *'not found'*) die "$1 lacks a library: $(grep 'not found' <<<"$need")" ;; esac
	awk '$2 == "=>" && $3 ~ /^\// { print $3 }' <<<"$need" | while read -r f; do
		case $f in
		"$root/lib64/"*) ;;
		"$root/lib/x86_64-linux-gnu/"*) add "lib/x86_64-linux-gnu/$(basename "$f")" "$f" ;;
		"$root/"*) add "$lib/$(basename "$f")" "$f" ;;
		*) die "$1 would use $f, which is not the packages'" ;;
		esac
	done
	add lib64/ld-linux-x86-64.so.2 "$root/lib64/ld-linux-x86-64.so.2"
}

add_ours() {
	add "usr/bin/$1" "$made/$1"
	add_libs "$made/$1"
}

get_root
libs=$root/$lib:$root/lib/x86_64-linux-gnu
for d in pulseaudio blas lapack weston libweston-10; do libs+=:$root/$lib/$d; done
libs+=:$root/usr/lib/llvm-14/lib

case $name in
# Without the compiler, which is four fifths of neo.
cl)
	kernels
	compile cl_work -lOpenCL
	add_ours cl_work
	add usr/lib/cl_work.bin "$made/cl_work.bin"
	add_file etc/OpenCL/vendors/intel.icd $lib/intel-opencl
	;;
neo)
	compile cl_memory -lOpenCL
	add_ours cl_memory
	add_file usr/bin/clpeak etc/OpenCL/vendors/intel.icd $lib/intel-opencl \
		$lib/libigc.so.1 $lib/libigdfcl.so.1 $lib/libopencl-clang.so.14
	;;
mesa)
	shader vert
	shader frag
	compile gl_draw -lEGL -lGLESv2
	compile vk_draw -lvulkan
	add_ours gl_draw
	add_ours vk_draw
	add_file usr/share/glvnd/egl_vendor.d/50_mesa.json $lib/libEGL_mesa.so.0 \
		$lib/dri/iris_dri.so $lib/libvulkan_intel.so \
		usr/share/vulkan/icd.d/intel_icd.x86_64.json usr/share/drirc.d \
		usr/bin/weston usr/bin/weston-simple-egl usr/share/X11/xkb \
		$lib/weston/kiosk-shell.so $lib/libweston-10/gl-renderer.so \
		$lib/libweston-10/headless-backend.so
	add etc/weston.ini "$top/bench/user/weston.ini"
	;;
# Rectangles by GL and Vulkan, and what they are to look like.
gl)
	compile gl_blit -lEGL -lGLESv2 -l:libgbm.so.1 -lm
	pictures
	add_ours gl_blit
	add usr/lib/gl_blit.ref "$made/gl_blit.ref"
	compile vk_blit -lvulkan -lm
	vulkan lvp vk_blit draw "$made/vk_blit.ref" >"$made/vk_blit.log"
	add_ours vk_blit
	add usr/lib/vk_blit.ref "$made/vk_blit.ref"
	add_file usr/share/glvnd/egl_vendor.d/50_mesa.json $lib/libEGL_mesa.so.0 \
		$lib/dri/iris_dri.so $lib/libvulkan_intel.so \
		usr/share/vulkan/icd.d/intel_icd.x86_64.json usr/share/drirc.d
	;;
# X whose glamor draws by iris: Xwayland, as weston starts it.
x)
	add_file usr/share/glvnd/egl_vendor.d/50_mesa.json $lib/libEGL_mesa.so.0 \
		$lib/libGLX_mesa.so.0 $lib/libEGL.so.1 $lib/libGL.so.1 \
		$lib/dri/iris_dri.so usr/share/drirc.d usr/bin/weston usr/share/X11/xkb $lib/weston/kiosk-shell.so \
		$lib/libweston-10/gl-renderer.so $lib/libweston-10/xwayland.so \
		$lib/libweston-10/headless-backend.so usr/bin/Xwayland \
		usr/bin/xkbcomp usr/bin/x11perf bin/dash usr/share/weston
	add usr/bin/glxgears "$root/usr/bin/glxgears.x86_64-linux-gnu"
	add_libs "$root/usr/bin/glxgears.x86_64-linux-gnu"
	# Xwayland has the shell call xkbcomp, and lets in whom passwd names.
	add bin/sh "$root/bin/dash"
	echo root:x:0:0:root:/tmp:/bin/sh >"$made/passwd"
	add etc/passwd "$made/passwd"
	add usr/bin/x-clients "$top/bench/user/x-clients"
	add etc/weston-x.ini "$top/bench/user/weston-x.ini"
	;;
media)
	clip 1920x1080
	clip 3840x2160
	add clip-1920x1080.mp4 "$made/clip-1920x1080.mp4"
	add clip-3840x2160.mp4 "$made/clip-3840x2160.mp4"
	add_file usr/bin/ffmpeg $lib/dri/iHD_drv_video.so
	;;
anv)
	preload=
	compile vk_blit -lvulkan -lm
	compile vk_rest -lvulkan
	vulkan lvp vk_blit draw "$made/vk_blit.ref"
	preload=$(realpath "${2:?user.sh anv DRM.so}")
	vulkan intel vk_blit draw "$made/vk_blit.anv" 2>&1 | tee "$made/vk_blit.log"
	vulkan intel vk_rest
	preload=
	vulkan intel vk_blit compare "$made/vk_blit.anv" "$made/vk_blit.ref"
	grep -q ' 0 not executed$' "$made/vk_blit.log"
	;;
check)
	shader vert
	shader frag
	for program in cl_memory cl_work gl_blit gl_draw vk_blit vk_draw vk_rest; do syntax "$program"; done
	;;
*) die "usage: user.sh cl|neo|mesa|gl|x|media|anv|check" ;;
esac
