/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cell_port.h - the address at which a machine that has booted is told its
 * cell (gpu/qemu/gtt2m-cell.c): a page of its own, which is free on q35
 * between the TPM's at 0xfed40000 and VT-d's at 0xfed90000 (QEMU 7.2,
 * include/hw/acpi/tpm.h, include/hw/i386/intel_iommu.h).
 *
 * A byte written, whatever it is, is a point: up to the first one the boots of
 * all cells are alike, up to the second those of cells with the same words at
 * the first, and the machine may be saved there. Each byte read is the next one
 * of the words for the point that was last; 0 behind them, and before the first. All bytes of the page
 * are one, but for the eight at GEN9_CELL_LENGTH: how many bytes there are, little
 * endian, of the files that the cell needs. They lie at GEN9_CELL_FILES one
 * behind the other, each on a page of its own; memory ends far below
 * that, and so does q35's window for 64-bit BARs (QEMU 7.2, hw/pci-host/q35.c).
 */
#ifndef GEN9_CELL_PORT_H
#define GEN9_CELL_PORT_H

#define GEN9_CELL_ADDR	0xfed50000u
#define GEN9_CELL_SIZE	4096
#define GEN9_CELL_LENGTH	8
#define GEN9_CELL_FILES	0x1000000000ull

#endif
