/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernels by hand, and what runs one on a bed. Each is iga64's (-a -p=9) of
 * the lines above it, all (W). Included once per program.
 */
#ifndef GEN9_TESTS_GPGPU_KERNELS_H
#define GEN9_TESTS_GPGPU_KERNELS_H

#include "cl_bed.h"

#define OUT		0x600000u	/* offset of what they write */
#define KERNEL_TEXT	static const uint32_t __attribute__((unused))

/*
 * r0, r1, r2 and the dispatch mask, for group x, y and thread n at
 * OUT + ((y * 16 + x * 4 + n) << 7).
 *
 *	mov (8|M0) r10.0<1>:ud r0.0<8;8,1>:ud
 *	mov (8|M0) r11.0<1>:ud r1.0<8;8,1>:ud
 *	mov (8|M0) r12.0<1>:ud r2.0<8;8,1>:ud
 *	mov (8|M0) r13.0<1>:ud 0x0:ud
 *	mov (1|M0) r13.0<1>:ud sr0.2<0;1,0>:ud
 *	and (1|M0) r20.0<1>:ud r0.5<0;1,0>:ud 0x1ff:ud
 *	shl (1|M0) r20.1<1>:ud r0.1<0;1,0>:ud 0x2:ud
 *	shl (1|M0) r20.2<1>:ud r0.6<0;1,0>:ud 0x4:ud
 *	add (1|M0) r20.0<1>:ud r20.0<0;1,0>:ud r20.1<0;1,0>:ud
 *	add (1|M0) r20.0<1>:ud r20.0<0;1,0>:ud r20.2<0;1,0>:ud
 *	shl (1|M0) r20.0<1>:ud r20.0<0;1,0>:ud 0x7:ud
 *	mov (8|M0) r21.0<1>:ud 0x0:ud
 *	mov (1|M0) r21.1<1>:ud 0x1:ud
 *	add (1|M0) r21.0<1>:ud r20.0<0;1,0>:ud 0x80600000:ud
 *	sends (8|M0) null:ud r21 r10 0x10C 0x020D5AFF
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
KERNEL_TEXT tell[] = {
	0x00600001, 0x2140020c, 0x008d0000, 0x00000000,
	0x00600001, 0x2160020c, 0x008d0020, 0x00000000,
	0x00600001, 0x2180020c, 0x008d0040, 0x00000000,
	0x00600001, 0x21a0060c, 0x00000000, 0x00000000,
	0x00000001, 0x21a0000c, 0x00000e08, 0x00000000,
	0x00000005, 0x2280020c, 0x06000014, 0x000001ff,
	0x00000009, 0x2284020c, 0x06000004, 0x00000002,
	0x00000009, 0x2288020c, 0x06000018, 0x00000004,
	0x00000040, 0x2280020c, 0x02000280, 0x00000284,
	0x00000040, 0x2280020c, 0x02000280, 0x00000288,
	0x00000009, 0x2280020c, 0x06000280, 0x00000007,
	0x00600001, 0x22a0060c, 0x00000000, 0x00000000,
	0x00000001, 0x22a4060c, 0x00000000, 0x00000001,
	0x00000040, 0x22a0020c, 0x06000280, 0x80600000,
	0x0c600033, 0x0000a014, 0x000002a4, 0x020d5aff,
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};
/*
 * A thousand turns, then one more at OUT.
 *
 *	mov (4|M0) r21.0<1>:uq 0x0:uq
 *	mov (1|M0) r21.0<1>:uq 0x180600000:uq
 *	mov (1|M0) r30.0<1>:ud 0x0:ud
 *	L1:
 *	add (1|M0) (lt)f0.0 r30.0<1>:ud r30.0<0;1,0>:ud 0x1:ud
 *	cmp (1|M0) (lt)f0.0 null<1>:ud r30.0<0;1,0>:ud 0x400:ud
 *	(f0.0) jmpi L1
 *	mov (1|M0) r24.0<1>:ud 0x1:ud
 *	sends (1|M0) null:ud r21 r24 0x4C 0x040487FF
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
KERNEL_TEXT count_up[] = {
	0x00400001, 0x22a0470c, 0x00000000, 0x00000000,
	0x00000001, 0x22a0470c, 0x80600000, 0x00000001,
	0x00000001, 0x23c0060c, 0x00000000, 0x00000000,
	0x05000040, 0x23c0020c, 0x060003c0, 0x00000001,
	0x05000010, 0x20000204, 0x060003c0, 0x00000400,
	0x00010020, 0x34000004, 0x0e001400, 0xffffffd0,
	0x00000001, 0x2300060c, 0x00000000, 0x00000001,
	0x0c000033, 0x00018014, 0x000002a1, 0x040487ff,
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};
/*
 * Never.
 *
 *	L0:
 *	jmpi L0
 */
KERNEL_TEXT endless[] = {
	0x00000020, 0x34000004, 0x0e001400, 0xfffffff0,
};

KERNEL_TEXT illegal[] = { 0, 0, 0, 0 };
/*
 * Nothing.
 *
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
KERNEL_TEXT nothing[] = {
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};
/*
 * What takes the host long, for ever.
 *
 *	L0:
 *	math.exp (8|M0) r10.0<1>:f r11.0<8;8,1>:f
 *	jmpi L0
 */
KERNEL_TEXT slow[] = {
	0x03600038, 0x21403ae8, 0x008d0160, 0x00000000,
	0x00000020, 0x34000004, 0x0e001400, 0xffffffe0,
};

/*
 * 64 times: every channel counts one up in local memory, and all threads of
 * the group wait for each other; then what that came to is added at OUT.
 *
 *	mov (8|M0) r10.0<1>:ud 0x0:ud
 *	mov (1|M0) r10.2<1>:ud r0.2<0;1,0>:ud
 *	mov (8|M0) r20.0<1>:ud 0x0:ud
 *	mov (4|M0) r21.0<1>:uq 0x0:uq
 *	mov (1|M0) r21.0<1>:uq 0x180600000:uq
 *	mov (1|M0) r30.0<1>:ud 0x0:ud
 *	L1:
 *	send (8|M0) null r20 0xC 0x020095FE
 *	send (8|M0) null r10 0x3 0x02000004
 *	wait (1|M0) n0.0<0;1,0>:ud
 *	add (1|M0) r30.0<1>:ud r30.0<0;1,0>:ud 0x1:ud
 *	cmp (1|M0) (lt)f0.0 null<1>:ud r30.0<0;1,0>:ud 0x40:ud
 *	(f0.0) jmpi L1
 *	send (8|M0) r24 r20 0xC 0x02106EFE
 *	sends (1|M0) null:ud r21 r24 0x4C 0x040487FF
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
KERNEL_TEXT meet[] = {
	0x00600001, 0x2140060c, 0x00000000, 0x00000000,
	0x00000001, 0x2148020c, 0x00000008, 0x00000000,
	0x00600001, 0x2280060c, 0x00000000, 0x00000000,
	0x00400001, 0x22a0470c, 0x00000000, 0x00000000,
	0x00000001, 0x22a0470c, 0x80600000, 0x00000001,
	0x00000001, 0x23c0060c, 0x00000000, 0x00000000,
	0x0c600031, 0x20000204, 0x06000280, 0x020095fe,
	0x03600031, 0x20000204, 0x06000140, 0x02000004,
	0x00000030, 0x32000004, 0x00001200, 0x00000000,
	0x00000040, 0x23c0020c, 0x060003c0, 0x00000001,
	0x05000010, 0x20000204, 0x060003c0, 0x00000040,
	0x00010020, 0x34000004, 0x0e001400, 0xffffffa0,
	0x0c600031, 0x2300020c, 0x06000280, 0x02106efe,
	0x0c000033, 0x00018014, 0x000002a1, 0x040487ff,
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};

struct kernel {
	struct ze_kernel k;
	struct zebin z;
	struct cl_run r;
	struct cl_arg arg;
	uint32_t value[8];
};

static inline void kernel(struct kernel *k, const uint32_t *text, size_t bytes)
{
	memset(k, 0, sizeof(*k));
	k->k = (struct ze_kernel){
		.text = (const uint8_t *)text, .bytes = bytes, .simd = 8,
		.per_thread = 32, .args = 1, .scratch = 2048,
	};
	strcpy(k->k.arg[0].type, "arg_byvalue");
	k->k.arg[0].size = 32;
	for (unsigned int i = 0; i < 8; i++)
		k->value[i] = 0xc0de0000 + i;
	k->arg = (struct cl_arg){ .kind = CL_VALUE, .data = k->value };
	k->r = (struct cl_run){ .z = &k->z, .k = &k->k, .arg = &k->arg,
				.args = 1, .global = { 1, 1, 1 },
				.local = { 1, 1, 1 } };
}
#define KERNEL(k, text) kernel(k, text, sizeof(text))

#endif
