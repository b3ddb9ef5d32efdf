/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Gen9 GPU model as a QEMU PCI device: BARs, interrupt, timer, DMA.
 * What the device does is in the core (gen9.h); this file only connects.
 */
#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "qemu/rcu.h"
#include "qemu/timer.h"
#include "qapi/error.h"
#include "exec/address-spaces.h"
#include "exec/memory.h"
#include "hw/pci/msi.h"
#include "hw/pci/pci.h"
#include "hw/pci/pcie.h"
#include "hw/qdev-properties.h"
#include "migration/qemu-file-types.h"
#include "migration/vmstate.h"

#include "gpu/device/gen9.h"

#define TYPE_IGD_GEN9 "igd-gen9"
OBJECT_DECLARE_SIMPLE_TYPE(IgdGen9, IGD_GEN9)

#define PM_CAP 0xd0
#define STATE_MAX (1u << 30)    /* bytes; with a long trace some hundred MiB */

struct IgdGen9 {
    PCIDevice parent;
    MemoryRegion bar0, regs, ggtt, bar2, bar4, rom;
    struct gen9 *g;
    QEMUTimer timer;
    uint8_t rom_data[GEN9_ROM_SIZE];
    char *params, *trace;
    FILE *trace_file;
};

static DMADirection direction(bool write)
{
    return write ? DMA_DIRECTION_FROM_DEVICE : DMA_DIRECTION_TO_DEVICE;
}

/*
 * Only memory is reached by DMA: -EFAULT for a device, -EPERM for this one.
 * What counts is where addr leads to, by whatever bridge, alias or IOMMU. The
 * GGTT would be memory: its region is read directly.
 */
static int reach(IgdGen9 *d, uint64_t addr, hwaddr *len, bool write)
{
    hwaddr xlat;
    MemoryRegion *mr;

    RCU_READ_LOCK_GUARD();
    mr = address_space_translate(pci_get_address_space(&d->parent), addr,
                                 &xlat, len, write, MEMTXATTRS_UNSPECIFIED);
    if (memory_region_owner(mr) == OBJECT(d)) {
        return -EPERM;
    }
    return memory_access_is_direct(mr, write) ? 0 : -EFAULT;
}

static int dma_rw(IgdGen9 *d, uint64_t addr, void *buf, size_t len, bool write)
{
    while (len) {
        hwaddr n = len;
        int ret = reach(d, addr, &n, write);

        if (ret) {
            return ret;
        }
        if (pci_dma_rw(&d->parent, addr, buf, n,
                       direction(write), MEMTXATTRS_UNSPECIFIED)) {
            return -EFAULT;
        }
        addr += n;
        buf += n;
        len -= n;
    }
    return 0;
}

static int bus_read(void *opaque, uint64_t addr, void *buf, size_t len)
{
    return dma_rw(opaque, addr, buf, len, false);
}

static int bus_write(void *opaque, uint64_t addr, const void *buf, size_t len)
{
    return dma_rw(opaque, addr, (void *)buf, len, true);
}

static void *bus_map(void *opaque, uint64_t addr, size_t *len, bool write)
{
    IgdGen9 *d = opaque;
    hwaddr n = *len;
    dma_addr_t got;
    void *p;

    if (reach(d, addr, &n, write)) {
        return NULL;
    }
    got = n;
    p = pci_dma_map(&d->parent, addr, &got, direction(write));
    *len = got;
    return p;
}

static void bus_unmap(void *opaque, void *p, size_t len, bool write)
{
    IgdGen9 *d = opaque;

    pci_dma_unmap(&d->parent, p, len, direction(write), len);
}

/* Behind an IOMMU that translates now, the entry's target is memory. */
static unsigned int bus_iommu_shift(void *opaque, uint64_t addr)
{
    IgdGen9 *d = opaque;
    AddressSpace *as = pci_get_address_space(&d->parent);
    IOMMUTLBEntry e;

    RCU_READ_LOCK_GUARD();
    e = address_space_get_iotlb_entry(as, addr, false, MEMTXATTRS_UNSPECIFIED);
    if (e.perm == IOMMU_NONE || e.target_as == as) {
        return 0;
    }
    return cto64(e.addr_mask);
}

static void bus_set_irq(void *opaque, bool level)
{
    IgdGen9 *d = opaque;

    if (!msi_enabled(&d->parent)) {
        pci_set_irq(&d->parent, level);
    } else if (level) {
        msi_notify(&d->parent, 0);
    }
}

static uint64_t bus_now(void *opaque)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static void bus_set_timer(void *opaque, uint64_t deadline)
{
    IgdGen9 *d = opaque;

    if (deadline > INT64_MAX) {
        timer_del(&d->timer);
    } else {
        timer_mod_ns(&d->timer, deadline);
    }
}

static void bus_log(void *opaque, const char *msg)
{
    qemu_log_mask(LOG_UNIMP, "igd-gen9: %s\n", msg);
}

/* Number and length, 32 bits each, little-endian, before each trace. */
static void bus_trace(void *opaque, uint32_t mark, const void *buf, size_t len)
{
    IgdGen9 *d = opaque;
    uint32_t head[2] = { cpu_to_le32(mark), cpu_to_le32(len) };

    if (fwrite(head, sizeof(head), 1, d->trace_file) != 1 ||
        (len && fwrite(buf, len, 1, d->trace_file) != 1) ||
        fflush(d->trace_file)) {
        error_report("igd-gen9: %s: %s", d->trace, strerror(errno));
    }
}

static bool open_trace(IgdGen9 *d, Error **errp)
{
    if (!d->trace) {
        return true;
    }
    d->trace_file = fopen(d->trace, "wb");
    if (!d->trace_file) {
        error_setg_file_open(errp, errno, d->trace);
    }
    return d->trace_file;
}

static void on_timer(void *opaque)
{
    IgdGen9 *d = opaque;

    gen9_timer(d->g);
}

static uint64_t regs_read(void *opaque, hwaddr off, unsigned size)
{
    IgdGen9 *d = opaque;

    return gen9_mmio_read(d->g, off, size);
}

static void regs_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    IgdGen9 *d = opaque;

    gen9_mmio_write(d->g, off, val, size);
}

static uint64_t ggtt_read(void *opaque, hwaddr off, unsigned size)
{
    return regs_read(opaque, GEN9_GGTT_OFFSET + off, size);
}

static void ggtt_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    regs_write(opaque, GEN9_GGTT_OFFSET + off, val, size);
}

static uint64_t aperture_read(void *opaque, hwaddr off, unsigned size)
{
    IgdGen9 *d = opaque;

    return gen9_aperture_read(d->g, off, size);
}

static void aperture_write(void *opaque, hwaddr off, uint64_t val,
                           unsigned size)
{
    IgdGen9 *d = opaque;

    gen9_aperture_write(d->g, off, val, size);
}

static uint64_t io_read(void *opaque, hwaddr off, unsigned size)
{
    return ~0ull;
}

static void io_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
}

#define OPS(rd, wr, most) { \
        .read = rd, .write = wr, .endianness = DEVICE_LITTLE_ENDIAN, \
        .valid = { .min_access_size = 1, .max_access_size = most }, \
        .impl = { .min_access_size = 1, .max_access_size = most }, \
    }

static uint64_t rom_read(void *opaque, hwaddr off, unsigned size)
{
    IgdGen9 *d = opaque;
    uint64_t v = 0;

    memcpy(&v, d->rom_data + off, size);
    return v;
}

static const MemoryRegionOps rom_ops = OPS(rom_read, io_write, 4);
static const MemoryRegionOps regs_ops = OPS(regs_read, regs_write, 8);
static const MemoryRegionOps ggtt_ops = OPS(ggtt_read, ggtt_write, 8);
static const MemoryRegionOps aperture_ops =
    OPS(aperture_read, aperture_write, 8);
static const MemoryRegionOps io_ops = OPS(io_read, io_write, 4);

static void init_bars(IgdGen9 *d)
{
    Object *o = OBJECT(d);

    memory_region_init(&d->bar0, o, "gen9-gttmmadr", GEN9_BAR0_SIZE);
    memory_region_init_io(&d->regs, o, &regs_ops, d, "gen9-regs",
                          GEN9_GGTT_OFFSET);
    memory_region_add_subregion(&d->bar0, 0, &d->regs);
    memory_region_add_subregion(&d->bar0, GEN9_GGTT_OFFSET, &d->ggtt);
    memory_region_init_io(&d->bar2, o, &aperture_ops, d, "gen9-aperture",
                          GEN9_APERTURE_SIZE);
    memory_region_init_io(&d->bar4, o, &io_ops, d, "gen9-io", 64);
    pci_register_bar(&d->parent, 0, PCI_BASE_ADDRESS_SPACE_MEMORY |
                     PCI_BASE_ADDRESS_MEM_TYPE_64, &d->bar0);
    pci_register_bar(&d->parent, 2, PCI_BASE_ADDRESS_SPACE_MEMORY |
                     PCI_BASE_ADDRESS_MEM_TYPE_64 |
                     PCI_BASE_ADDRESS_MEM_PREFETCH, &d->bar2);
    pci_register_bar(&d->parent, 4, PCI_BASE_ADDRESS_SPACE_IO, &d->bar4);
    gen9_rom(d->rom_data);
    memory_region_init_io(&d->rom, o, &rom_ops, d, "gen9-rom", GEN9_ROM_SIZE);
    pci_register_bar(&d->parent, PCI_ROM_SLOT, 0, &d->rom);
}

static bool init_config(IgdGen9 *d, Error **errp)
{
    uint32_t val;

    for (unsigned int off = 0x40; off < 0x100; off += 4) {
        if (gen9_config_default(off, &val)) {
            pci_set_long(d->parent.config + off, val);
        }
    }
    pci_config_set_interrupt_pin(d->parent.config, 1);
    if (pcie_endpoint_cap_init(&d->parent, GEN9_PCIE_CAP) < 0) {
        error_setg(errp, "igd-gen9: no PCI Express bus");
        return false;
    }
    if (pci_add_capability(&d->parent, PCI_CAP_ID_PM, PM_CAP, PCI_PM_SIZEOF,
                           errp) < 0) {
        return false;
    }
    return !msi_init(&d->parent, GEN9_MSI_CAP, 1, false, false, errp);
}

static bool load_params(IgdGen9 *d, struct gen9_params *p, Error **errp)
{
    char err[200];

    gen9_params_default(p);
    if (d->params && gen9_params_load(p, d->params, err, sizeof(err))) {
        error_setg(errp, "%s", err);
        return false;
    }
    return true;
}

/*
 * Entries of the GGTT are read from memory, without leaving the guest's
 * code, and written through the core, which has to know.
 */
static bool init_core(IgdGen9 *d, const struct gen9_params *params,
                      Error **errp)
{
    PCIDevice *dev = &d->parent;
    Error *err = NULL;
    struct gen9_bus bus = {
        .opaque = d, .dma_read = bus_read, .dma_write = bus_write,
        .dma_map = bus_map, .dma_unmap = bus_unmap,
        .iommu_shift = pci_device_iommu_address_space(dev) ==
                       &address_space_memory ? NULL : bus_iommu_shift,
        .set_irq = bus_set_irq,
        .now_ns = bus_now, .set_timer = bus_set_timer, .log = bus_log,
        .trace = d->trace_file ? bus_trace : NULL,
    };

    memory_region_init_rom_device_nomigrate(&d->ggtt, OBJECT(d), &ggtt_ops, d,
                                            "gen9-ggtt", GEN9_GGTT_ENTRIES * 8,
                                            &err);
    if (err) {
        error_propagate(errp, err);
        return false;
    }
    timer_init_ns(&d->timer, QEMU_CLOCK_VIRTUAL, on_timer, d);
    d->g = gen9_new(&bus, params, memory_region_get_ram_ptr(&d->ggtt));
    if (!d->g) {
        error_setg(errp, "igd-gen9: out of memory");
    }
    return d->g;
}

static void exit_core(IgdGen9 *d)
{
    timer_del(&d->timer);
    gen9_free(d->g);
    d->g = NULL;
    if (d->trace_file) {
        fclose(d->trace_file);
        d->trace_file = NULL;
    }
}

/* The regions are the object's and go with it, also after a failure here. */
static void igd_gen9_realize(PCIDevice *dev, Error **errp)
{
    IgdGen9 *d = IGD_GEN9(dev);
    struct gen9_params params;

    if (!load_params(d, &params, errp) || !open_trace(d, errp)) {
        return;
    }
    if (!init_core(d, &params, errp)) {
        exit_core(d);
        return;
    }
    if (!init_config(d, errp)) {
        exit_core(d);
        return;
    }
    init_bars(d);
}

static void igd_gen9_exit(PCIDevice *dev)
{
    exit_core(IGD_GEN9(dev));
    msi_uninit(dev);
    pcie_cap_exit(dev);
}

static void igd_gen9_reset(DeviceState *dev)
{
    gen9_reset(IGD_GEN9(dev)->g);
}

/* The core of obj; NULL and an error while it has none. */
static struct gen9 *core_of(Object *obj, Error **errp)
{
    IgdGen9 *d = IGD_GEN9(obj);

    if (!d->g) {
        error_setg(errp, "igd-gen9: not realized");
    }
    return d->g;
}

/* All non-zero words as "offset=value", offsets in bytes, space between. */
static char *counters_text(Object *obj, Error **errp)
{
    struct gen9 *g = core_of(obj, errp);
    const struct gen9_counters *c;
    GString *s;

    if (!g) {
        return NULL;
    }
    c = gen9_get_counters(g);
    s = g_string_new(NULL);
    for (uint64_t off = 0; off < sizeof(*c); off += 8) {
        uint64_t v = gen9_counters_read(c, off);

        if (v) {
            g_string_append_printf(s, "%s0x%" PRIx64 "=%" PRIu64,
                                   s->len ? " " : "", off, v);
        }
    }
    return g_string_free(s, FALSE);
}

/* "register 0x12345 ... command 0x7b00 ...", in the order met. */
static char *unmodelled_text(Object *obj, Error **errp)
{
    struct gen9 *g = core_of(obj, errp);
    const struct gen9_unmodelled *u;
    GString *s;

    if (!g) {
        return NULL;
    }
    u = gen9_get_unmodelled(g);
    s = g_string_new(NULL);
    for (unsigned i = 0; i < MIN(u->regs, GEN9_UNMODELLED_REGS); i++) {
        g_string_append_printf(s, "register 0x%05x ", u->reg[i]);
    }
    for (unsigned i = 0; i < u->cmds; i++) {
        g_string_append_printf(s, "command 0x%04x ", u->cmd[i] >> 16);
    }
    return g_string_free(s, FALSE);
}

static Property igd_gen9_properties[] = {
    DEFINE_PROP_STRING("params", IgdGen9, params),
    DEFINE_PROP_STRING("trace", IgdGen9, trace),
    DEFINE_PROP_END_OF_LIST(),
};

/* Its length, 32 bits, and the core's own stream. */
static int put_core(QEMUFile *f, void *pv, size_t size,
                    const VMStateField *field, JSONWriter *desc)
{
    struct gen9 **g = pv;
    uint8_t *buf;
    size_t len;

    if (gen9_save(*g, &buf, &len) || len > STATE_MAX) {
        error_report("igd-gen9: its state cannot be saved");
        return -ENOMEM;
    }
    qemu_put_be32(f, len);
    qemu_put_buffer(f, buf, len);
    free(buf);
    return 0;
}

static int load_core(struct gen9 **g, const uint8_t *buf, size_t len)
{
    char err[200];
    int ret = gen9_load(g, buf, len, err, sizeof(err));

    if (ret) {
        error_report("igd-gen9: %s", err);
    }
    return ret;
}

static int get_core(QEMUFile *f, void *pv, size_t size,
                    const VMStateField *field)
{
    uint32_t len = qemu_get_be32(f);
    g_autofree uint8_t *buf = len <= STATE_MAX ? g_try_malloc(len) : NULL;

    if (!buf) {
        error_report("igd-gen9: a state of %" PRIu32 " bytes", len);
        return -EINVAL;
    }
    if (qemu_get_buffer(f, buf, len) != len) {
        error_report("igd-gen9: its state ends too early");
        return -EINVAL;
    }
    return load_core(pv, buf, len);
}

static const VMStateInfo vmstate_info_core = {
    .name = "gen9 core",
    .get = get_core,
    .put = put_core,
};

/* Config space, MSI and the interrupt line are PCI's; all else is the core's. */
static const VMStateDescription igd_gen9_vmstate = {
    .name = TYPE_IGD_GEN9,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (VMStateField[]) {
        VMSTATE_PCI_DEVICE(parent, IgdGen9),
        {
            .name = "core",
            .version_id = 1,
            .info = &vmstate_info_core,
            .size = sizeof(struct gen9 *),
            .flags = VMS_SINGLE,
            .offset = offsetof(IgdGen9, g),
        },
        VMSTATE_END_OF_LIST()
    },
};

static void igd_gen9_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(klass);

    pc->realize = igd_gen9_realize;
    pc->exit = igd_gen9_exit;
    pc->vendor_id = GEN9_VENDOR_ID;
    pc->device_id = GEN9_DEVICE_ID;
    pc->revision = GEN9_REVISION;
    pc->class_id = PCI_CLASS_DISPLAY_OTHER;
    dc->desc = "Intel Gen9 graphics (Kaby Lake GT2), software model";
    dc->reset = igd_gen9_reset;
    dc->vmsd = &igd_gen9_vmstate;
    set_bit(DEVICE_CATEGORY_DISPLAY, dc->categories);
    device_class_set_props(dc, igd_gen9_properties);
    object_class_property_add_str(klass, "counters", counters_text, NULL);
    object_class_property_add_str(klass, "unmodelled", unmodelled_text, NULL);
}

static const TypeInfo igd_gen9_info = {
    .name = TYPE_IGD_GEN9,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(IgdGen9),
    .class_init = igd_gen9_class_init,
    .interfaces = (InterfaceInfo[]) {
        { INTERFACE_PCIE_DEVICE },
        { }
    },
};

static void igd_gen9_register(void)
{
    type_register_static(&igd_gen9_info);
}

type_init(igd_gen9_register)
