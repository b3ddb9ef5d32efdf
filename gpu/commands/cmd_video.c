// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands of the video engines: decoded by length, counted as not executed.
 * Pipeline, opcode, sub-opcodes A and B, length field: Intel's media driver,
 * media_driver/agnostic/gen9_kbl/hw/vdbox/mhw_vdbox_{mfx,hcp,huc,vdenc}_
 * hwcmd_g9_kbl.h, common/hw/mhw_vebox_hwcmd_g9_X.h, gen9/hw/mhw_sfc_hwcmd_
 * g9_X.h and mhw_mi_hwcmd_g9_X.h (MFX_WAIT); what that does not use: Intel's
 * intel-vaapi-driver, src/i965_defines.h.
 */
#include "gpu/commands/cmd.h"

#define OP(pipe, opc, a, b) \
	(3u << 29 | (uint32_t)(pipe) << 27 | (opc) << 24 | (a) << 21 | (b) << 16)
#define ROW(nm, opc, a, b, eng) \
	{ .name = nm, .op = OP(2, opc, a, b), .len_mask = 0xfff, .fixed = 2, \
	  .engines = eng }
#define MFX(nm, opc, a, b)	ROW(nm, opc, a, b, VCS)
#define VEB(nm, opc, a, b)	ROW(nm, opc, a, b, VECS)
#define SFC(nm, opc, a, b)	ROW(nm, opc, a, b, VCS | VECS)

/* In ascending order of opcode. */
static const struct gen9_cmd rows[] = {
	/*
	 * It has a length field, 5:0, and is one dword whatever that says
	 * (i915_cmd_parser.c, gen7_video_cmds; dwSize in the media driver).
	 */
	{ .name = "MFX_WAIT", .op = OP(1, 0, 0, 0), .fixed = 1,
	  .engines = VCS },
	MFX("MFX_PIPE_MODE_SELECT", 0, 0, 0x00),
	MFX("MFX_SURFACE_STATE", 0, 0, 0x01),
	MFX("MFX_PIPE_BUF_ADDR_STATE", 0, 0, 0x02),
	MFX("MFX_IND_OBJ_BASE_ADDR_STATE", 0, 0, 0x03),
	MFX("MFX_BSP_BUF_BASE_ADDR_STATE", 0, 0, 0x04),
	MFX("MFX_AES_STATE", 0, 0, 0x05),
	MFX("MFX_STATE_POINTER", 0, 0, 0x06),
	MFX("MFX_QM_STATE", 0, 0, 0x07),
	MFX("MFX_FQM_STATE", 0, 0, 0x08),
	MFX("MFD_IT_OBJECT", 0, 1, 0x09),
	MFX("MFX_PAK_INSERT_OBJECT", 0, 2, 0x08),
	MFX("MFX_STITCH_OBJECT", 0, 2, 0x0a),
	MFX("VDENC_PIPE_MODE_SELECT", 0, 4, 0x00),
	MFX("VDENC_SRC_SURFACE_STATE", 0, 4, 0x01),
	MFX("VDENC_REF_SURFACE_STATE", 0, 4, 0x02),
	MFX("VDENC_DS_REF_SURFACE_STATE", 0, 4, 0x03),
	MFX("VDENC_PIPE_BUF_ADDR_STATE", 0, 4, 0x04),
	MFX("VDENC_IMG_STATE", 0, 4, 0x05),
	MFX("VDENC_CONST_QPT_STATE", 0, 4, 0x06),
	MFX("VDENC_WALKER_STATE", 0, 4, 0x07),
	MFX("VDENC_WEIGHTSOFFSETS_STATE", 0, 4, 0x08),
	MFX("MFX_AVC_IMG_STATE", 1, 0, 0x00),
	MFX("MFX_AVC_QM_STATE", 1, 0, 0x01),
	MFX("MFX_AVC_DIRECTMODE_STATE", 1, 0, 0x02),
	MFX("MFX_AVC_SLICE_STATE", 1, 0, 0x03),
	MFX("MFX_AVC_REF_IDX_STATE", 1, 0, 0x04),
	MFX("MFX_AVC_WEIGHTOFFSET_STATE", 1, 0, 0x05),
	MFX("MFD_AVC_PICID_STATE", 1, 1, 0x05),
	MFX("MFD_AVC_DPB_STATE", 1, 1, 0x06),
	MFX("MFD_AVC_SLICEADDR", 1, 1, 0x07),
	MFX("MFD_AVC_BSD_OBJECT", 1, 1, 0x08),
	MFX("MFC_AVC_PAK_OBJECT", 1, 2, 0x09),
	MFX("MFX_VC1_PRED_PIPE_STATE", 2, 0, 0x01),
	MFX("MFX_VC1_DIRECTMODE_STATE", 2, 0, 0x02),
	MFX("MFD_VC1_SHORT_PIC_STATE", 2, 1, 0x00),
	MFX("MFD_VC1_LONG_PIC_STATE", 2, 1, 0x01),
	MFX("MFD_VC1_BSD_OBJECT", 2, 1, 0x08),
	MFX("MFX_MPEG2_PIC_STATE", 3, 0, 0x00),
	MFX("MFX_MPEG2_QM_STATE", 3, 0, 0x01),
	MFX("MFD_MPEG2_BSD_OBJECT", 3, 1, 0x08),
	MFX("MFC_MPEG2_SLICEGROUP_STATE", 3, 2, 0x03),
	MFX("MFC_MPEG2_PAK_OBJECT", 3, 2, 0x09),
	MFX("HCP_PIPE_MODE_SELECT", 3, 4, 0x00),
	MFX("HCP_SURFACE_STATE", 3, 4, 0x01),
	MFX("HCP_PIPE_BUF_ADDR_STATE", 3, 4, 0x02),
	MFX("HCP_IND_OBJ_BASE_ADDR_STATE", 3, 4, 0x03),
	MFX("HCP_QM_STATE", 3, 4, 0x04),
	MFX("HCP_FQM_STATE", 3, 4, 0x05),
	MFX("HEVC_VP9_RDOQ_STATE", 3, 4, 0x08),
	MFX("HCP_PIC_STATE", 3, 4, 0x10),
	MFX("HCP_TILE_STATE", 3, 4, 0x11),
	MFX("HCP_REF_IDX_STATE", 3, 4, 0x12),
	MFX("HCP_WEIGHTOFFSET_STATE", 3, 4, 0x13),
	MFX("HCP_SLICE_STATE", 3, 4, 0x14),
	MFX("HCP_BSD_OBJECT", 3, 5, 0x00),
	MFX("HCP_PAK_OBJECT", 3, 5, 0x01),
	MFX("HCP_PAK_INSERT_OBJECT", 3, 5, 0x02),
	MFX("HCP_VP9_PIC_STATE", 3, 5, 0x10),
	MFX("HCP_VP9_SEGMENT_STATE", 3, 5, 0x12),
	MFX("MFX_VP8_PIC_STATE", 4, 0, 0x00),
	VEB("VEBOX_SURFACE_STATE", 4, 0, 0x00),
	VEB("VEBOX_TILING_CONVERT", 4, 0, 0x01),
	VEB("VEBOX_STATE", 4, 0, 0x02),
	VEB("VEB_DI_IECP", 4, 0, 0x03),
	MFX("MFD_VP8_BSD_OBJECT", 4, 1, 0x08),
	MFX("MFX_VP8_ENCODER_CFG", 4, 2, 0x01),
	MFX("MFX_VP8_BSP_BUF_BASE_ADDR_STATE", 4, 2, 0x03),
	MFX("MFX_VP8_PAK_OBJECT", 4, 2, 0x09),
	SFC("SFC_LOCK", 5, 0, 0x00),
	SFC("SFC_STATE", 5, 0, 0x01),
	SFC("SFC_AVS_STATE", 5, 0, 0x02),
	SFC("SFC_IEF_STATE", 5, 0, 0x03),
	SFC("SFC_FRAME_START", 5, 0, 0x04),
	SFC("SFC_AVS_LUMA_COEFF_TABLE", 5, 0, 0x05),
	SFC("SFC_AVS_CHROMA_COEFF_TABLE", 5, 0, 0x06),
	MFX("HUC_PIPE_MODE_SELECT", 5, 4, 0x00),
	MFX("HUC_IMEM_STATE", 5, 4, 0x01),
	MFX("HUC_DMEM_STATE", 5, 4, 0x02),
	MFX("HUC_CFG_STATE", 5, 4, 0x03),
	MFX("HUC_VIRTUAL_ADDR_STATE", 5, 4, 0x04),
	MFX("HUC_IND_OBJ_BASE_ADDR_STATE", 5, 4, 0x05),
	MFX("HUC_STREAM_OBJECT", 5, 5, 0x00),
	MFX("HUC_START", 5, 5, 0x01),
	MFX("MFX_JPEG_PIC_STATE", 7, 0, 0x00),
	MFX("MFX_JPEG_HUFF_TABLE_STATE", 7, 0, 0x02),
	MFX("MFD_JPEG_BSD_OBJECT", 7, 1, 0x08),
	MFX("MFC_JPEG_HUFF_TABLE_STATE", 7, 2, 0x03),
	MFX("MFC_JPEG_SCAN_OBJECT", 7, 2, 0x09),
	MFX("VD_PIPELINE_FLUSH", 7, 4, 0x00),
};

const struct gen9_cmd_table gen9_cmds_video = CMD_TABLE(rows);
