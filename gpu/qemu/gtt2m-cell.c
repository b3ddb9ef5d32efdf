/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The port of gpu/host/cell_port.h as a QEMU device.
 *
 *  text=WORDS   what the port reads: a line for each point
 *  image=FILE, more=FILE
 *               what the port shows; no part of the machine's state
 *  save=FILE, point=N
 *               at the Nth point (1) the machine stops, its state goes to FILE, and
 *               QEMU ends: 0, or 1 with a reason. Its memory is not in FILE
 *               if it is a shared file, of which that is then the copy.
 *  ram=FILE     for -incoming of such a state: the memory is FILE's, copied
 *               page by page as it is written. Holes stay what they are in a
 *               machine that has just been started: untouched memory.
 *  kept=on      the same, where the memory is a shared file that is such a copy.
 */
#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "qemu/main-loop.h"
#include "qemu/timer.h"
#include "qapi/error.h"
#include "qapi/qapi-commands-migration.h"
#include "exec/address-spaces.h"
#include "hw/boards.h"
#include "hw/isa/isa.h"
#include "hw/qdev-properties.h"
#include "migration/misc.h"
#include "migration/vmstate.h"
#include "sysemu/runstate.h"

#include "gpu/host/cell_port.h"

#define TYPE_GTT2M_CELL "gtt2m-cell"
OBJECT_DECLARE_SIMPLE_TYPE(Gtt2mCell, GTT2M_CELL)

#define LOOK_MS 1
#define WAIT_US 100
#define FILES 2

struct Gtt2mCell {
    ISADevice parent;
    MemoryRegion io, file[FILES];
    char *text, *name[FILES], *save, *ram;
    bool kept;
    uint64_t length;            /* of the files */
    uint32_t save_at;           /* which point */
    uint32_t passed;            /* points */
    uint32_t at;                /* of the last one's line: read so far */
    QEMUBH *bh;
    QEMUTimer *timer;
    Notifier moved;
};

/* Both sides of a migration must agree to leave out what is shared. */
static void ignore_shared(Error **errp)
{
    MigrationCapabilityStatus status = {
        .capability = MIGRATION_CAPABILITY_X_IGNORE_SHARED, .state = true,
    };
    MigrationCapabilityStatusList list = { .value = &status };

    qmp_migrate_set_capabilities(&list, errp);
}

static void migration_moved(Notifier *n, void *data)
{
    if (migration_has_failed(data)) {
        error_report(TYPE_GTT2M_CELL ": the state was not saved");
        exit(1);
    }
    if (migration_has_finished(data)) {
        qemu_system_shutdown_request(SHUTDOWN_CAUSE_HOST_QMP_QUIT);
    }
}

static void save_state(void *opaque)
{
    Gtt2mCell *c = opaque;
    g_autofree char *quoted = g_shell_quote(c->save);
    g_autofree char *uri = g_strdup_printf("exec:cat >%s", quoted);
    Error *err = NULL;

    vm_stop(RUN_STATE_PAUSED);
    ignore_shared(&err);
    if (!err) {
        qmp_migrate(uri, false, false, false, false, false, false,
                    false, false, &err);
    }
    if (err) {
        error_report_err(err);
        exit(1);
    }
}

/*
 * The CPU stays in the instruction that writes until the machine is stopped. A
 * CPU that has been stopped in a machine that runs would be idle, and an idle
 * one lets virtual time go on to the next timer.
 */
static void stay(void)
{
    while (runstate_is_running()) {
        qemu_mutex_unlock_iothread();
        g_usleep(WAIT_US);
        qemu_mutex_lock_iothread();
    }
}

static void port_write(void *opaque, hwaddr addr, uint64_t value, unsigned size)
{
    Gtt2mCell *c = opaque;

    c->at = 0;
    if (++c->passed == c->save_at && c->save) {
        qemu_bh_schedule(c->bh);
        stay();
    }
}

/* The line of the point that was last; "" if there is none. */
static const char *line(const Gtt2mCell *c)
{
    const char *text = c->passed && c->text ? c->text : "";

    for (uint32_t i = 1; i < c->passed && *text; i++) {
        text = strchrnul(text, '\n');
        text += *text == '\n';
    }
    return text;
}

static uint64_t port_read(void *opaque, hwaddr addr, unsigned size)
{
    Gtt2mCell *c = opaque;
    char next;

    if (addr >= GEN9_CELL_LENGTH && addr < GEN9_CELL_LENGTH + 8) {
        return (uint8_t)(c->length >> 8 * (addr - GEN9_CELL_LENGTH));
    }
    next = line(c)[c->at];
    if (!next || next == '\n') {
        return 0;
    }
    c->at++;
    return (uint8_t)next;
}

static const MemoryRegionOps port_ops = {
    .read = port_read,
    .write = port_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 1, .max_access_size = 1 },
};

/* What was saved as paused goes on by itself. */
static void go_on(void *opaque)
{
    Gtt2mCell *c = opaque;

    if (runstate_check(RUN_STATE_PAUSED)) {
        vm_start();
    } else {
        timer_mod(c->timer, qemu_clock_get_ms(QEMU_CLOCK_REALTIME) + LOOK_MS);
    }
}

/* The parts of the file that are no holes, over the memory. */
static int map_file(int fd, uint8_t *to, uint64_t size)
{
    off_t at = 0, end;

    while ((at = lseek(fd, at, SEEK_DATA)) >= 0) {
        end = lseek(fd, at, SEEK_HOLE);
        if (end < 0 || end > size ||
            mmap(to + at, end - at, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, fd, at) == MAP_FAILED) {
            return end > size ? -EFBIG : -errno;
        }
        at = end;
    }
    return errno == ENXIO ? 0 : -errno;
}

static void map_ram(Gtt2mCell *c, Error **errp)
{
    MemoryRegion *mr = MACHINE(qdev_get_machine())->ram;
    int fd = open(c->ram, O_RDONLY | O_CLOEXEC);
    int ret = fd < 0 ? -errno :
              map_file(fd, memory_region_get_ram_ptr(mr), memory_region_size(mr));

    if (fd >= 0) {
        close(fd);
    }
    if (ret) {
        error_setg_errno(errp, -ret, "%s", c->ram);
    }
}

/* Its pages are read from the file when they are looked at. */
static void show_file(Gtt2mCell *c, unsigned int i, Error **errp)
{
    int fd = open(c->name[i], O_RDONLY | O_CLOEXEC), ret = 0;
    struct stat st = {};
    uint64_t size;
    void *p;

    if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        ret = fd < 0 ? errno : EINVAL;
    } else if (st.st_size) {
        size = ROUND_UP(st.st_size, GEN9_CELL_SIZE);
        p = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
        ret = p == MAP_FAILED ? errno : 0;
    }
    if (fd >= 0) {
        close(fd);
    }
    if (ret) {
        error_setg_errno(errp, ret, "%s", c->name[i]);
        return;
    }
    if (!st.st_size) {
        return;
    }
    memory_region_init_ram_ptr(&c->file[i], OBJECT(c), "gtt2m-cell.file", size, p);
    memory_region_set_readonly(&c->file[i], true);
    memory_region_add_subregion(get_system_memory(), GEN9_CELL_FILES + c->length,
                                &c->file[i]);
    c->length += size;
}

static void cell_realize(DeviceState *dev, Error **errp)
{
    ERRP_GUARD();
    Gtt2mCell *c = GTT2M_CELL(dev);

    memory_region_init_io(&c->io, OBJECT(c), &port_ops, c, TYPE_GTT2M_CELL,
                          GEN9_CELL_SIZE);
    memory_region_add_subregion(get_system_memory(), GEN9_CELL_ADDR, &c->io);
    for (unsigned int i = 0; i < FILES; i++) {
        if (c->name[i] && *c->name[i]) {
            show_file(c, i, errp);
            if (*errp) {
                return;
            }
        }
    }
    if (c->save) {
        c->bh = qemu_bh_new(save_state, c);
        c->moved.notify = migration_moved;
        add_migration_state_change_notifier(&c->moved);
    }
    if (!c->ram && !c->kept) {
        return;
    }
    if (!runstate_check(RUN_STATE_INMIGRATE)) {
        error_setg(errp, "ram= and kept= only with -incoming");
        return;
    }
    if (c->ram) {
        map_ram(c, errp);
    }
    if (*errp) {
        return;
    }
    ignore_shared(errp);
    c->timer = timer_new_ms(QEMU_CLOCK_REALTIME, go_on, c);
    timer_mod(c->timer, qemu_clock_get_ms(QEMU_CLOCK_REALTIME));
}

static Property cell_properties[] = {
    DEFINE_PROP_STRING("text", Gtt2mCell, text),
    DEFINE_PROP_STRING("image", Gtt2mCell, name[0]),
    DEFINE_PROP_STRING("more", Gtt2mCell, name[1]),
    DEFINE_PROP_STRING("save", Gtt2mCell, save),
    DEFINE_PROP_UINT32("point", Gtt2mCell, save_at, 1),
    DEFINE_PROP_STRING("ram", Gtt2mCell, ram),
    DEFINE_PROP_BOOL("kept", Gtt2mCell, kept, false),
    DEFINE_PROP_END_OF_LIST(),
};

static const VMStateDescription cell_vmstate = {
    .name = TYPE_GTT2M_CELL,
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (VMStateField[]) {
        VMSTATE_UINT32(passed, Gtt2mCell),
        VMSTATE_UINT32(at, Gtt2mCell),
        VMSTATE_END_OF_LIST()
    },
};

static void cell_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = cell_realize;
    dc->desc = "tells a machine that has booted its cell (gtt2m)";
    dc->vmsd = &cell_vmstate;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, cell_properties);
}

static const TypeInfo cell_info = {
    .name = TYPE_GTT2M_CELL,
    .parent = TYPE_ISA_DEVICE,
    .instance_size = sizeof(Gtt2mCell),
    .class_init = cell_class_init,
};

static void cell_register(void)
{
    type_register_static(&cell_info);
}

type_init(cell_register)
