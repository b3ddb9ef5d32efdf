/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 2D commands in their gen8+ forms: name, opcode (bits 28:22 of the
 * header), dwords of the shortest that is legal. In ascending order of
 * opcode. Names as in i915's gvt/cmd_parser.c and gt/intel_gpu_commands.h,
 * encodings: Intel PRM for Kaby Lake, volume 2a and the blitter's volume.
 */
#ifndef GEN9_BLT_CMDS_H
#define GEN9_BLT_CMDS_H

#define GEN9_BLT_CMDS(P) \
	P(XY_SETUP_BLT, 0x01, 10) \
	P(XY_SETUP_CLIP_BLT, 0x03, 3) \
	P(XY_SETUP_MONO_PATTERN_SL_BLT, 0x11, 10) \
	P(XY_PIXEL_BLT, 0x24, 2) \
	P(XY_SCANLINES_BLT, 0x25, 3) \
	P(XY_TEXT_BLT, 0x26, 5) \
	P(XY_TEXT_IMMEDIATE_BLT, 0x31, 4) \
	P(COLOR_BLT, 0x40, 6) \
	P(XY_FAST_COPY_BLT, 0x42, 10) \
	P(SRC_COPY_BLT, 0x43, 8) \
	P(XY_COLOR_BLT, 0x50, 7) \
	P(XY_PAT_BLT, 0x51, 8) \
	P(XY_MONO_PAT_BLT, 0x52, 10) \
	P(XY_SRC_COPY_BLT, 0x53, 10) \
	P(XY_MONO_SRC_COPY_BLT, 0x54, 10) \
	P(XY_FULL_BLT, 0x55, 12) \
	P(XY_FULL_MONO_SRC_BLT, 0x56, 12) \
	P(XY_FULL_MONO_PATTERN_BLT, 0x57, 14) \
	P(XY_FULL_MONO_PATTERN_MONO_SRC_BLT, 0x58, 14) \
	P(XY_MONO_PAT_FIXED_BLT, 0x59, 2) \
	P(XY_MONO_SRC_COPY_IMMEDIATE_BLT, 0x71, 9) \
	P(XY_PAT_BLT_IMMEDIATE, 0x72, 22) \
	P(XY_SRC_COPY_CHROMA_BLT, 0x73, 2) \
	P(XY_FULL_IMMEDIATE_PATTERN_BLT, 0x74, 26) \
	P(XY_FULL_MONO_SRC_IMMEDIATE_PATTERN_BLT, 0x75, 26) \
	P(XY_PAT_CHROMA_BLT, 0x76, 2) \
	P(XY_PAT_CHROMA_BLT_IMMEDIATE, 0x77, 2)

#define GEN9_BLT_OPCODE_BITS	7

#endif
