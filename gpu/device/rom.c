// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The expansion ROM: a PCI image that no firmware executes, with a video
 * BIOS table (VBT) of a board that has no display connector. Without one
 * the driver assumes the usual connectors and probes them.
 * VBT layout: i915's display/intel_vbt_defs.h.
 */
#include <string.h>

#include "gpu/device/gen9.h"

#define PCIR_OFF	0x20
#define VBT_OFF		0x40
#define VBT_HEADER	48
#define BDB_HEADER	22
#define BDB_VERSION	209		/* of Kaby Lake's BIOSes */
#define BDB_GENERAL_DEFINITIONS	2
#define CHILD_SIZE	38		/* of that version */

static void put16(uint8_t *p, unsigned int v)
{
	p[0] = v & 0xff;
	p[1] = v >> 8;
}

static void put_pci(uint8_t *rom)
{
	uint8_t *p = rom + PCIR_OFF;

	rom[0] = 0x55;
	rom[1] = 0xaa;
	put16(rom + 0x18, PCIR_OFF);
	memcpy(p, "PCIR", 4);
	put16(p + 4, GEN9_VENDOR_ID);
	put16(p + 6, GEN9_DEVICE_ID);
	put16(p + 10, 0x18);			/* length of this structure */
	p[14] = 0x80;				/* class 0x0380 */
	p[15] = 0x03;
	put16(p + 16, GEN9_ROM_SIZE / 512);
	p[20] = 0xff;				/* code type: none */
	p[21] = 0x80;				/* last image */
}

void gen9_rom(uint8_t rom[GEN9_ROM_SIZE])
{
	uint8_t *vbt = rom + VBT_OFF, *bdb = vbt + VBT_HEADER, *b;
	/* General definitions: 5 bytes, of which the last is the child size. */
	unsigned int bdb_size = BDB_HEADER + 3 + 5;

	memset(rom, 0, GEN9_ROM_SIZE);
	put_pci(rom);
	memcpy(vbt, "$VBT KABYLAKE       ", 20);
	put16(vbt + 20, 100);
	put16(vbt + 22, VBT_HEADER);
	put16(vbt + 24, VBT_HEADER + bdb_size);
	put16(vbt + 28, VBT_HEADER);		/* bdb_offset */
	memcpy(bdb, "BIOS_DATA_BLOCK ", 16);
	put16(bdb + 16, BDB_VERSION);
	put16(bdb + 18, BDB_HEADER);
	put16(bdb + 20, bdb_size);
	b = bdb + BDB_HEADER;
	b[0] = BDB_GENERAL_DEFINITIONS;
	put16(b + 1, 5);
	b[3 + 4] = CHILD_SIZE;
}
