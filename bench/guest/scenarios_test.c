// SPDX-License-Identifier: GPL-2.0-or-later
/* Guest scenarios: the rows, and the command lines made of them. */
#include <errno.h>
#include <string.h>

#include "guest/load.h"
#include "guest/vmm.h"
#include "test.h"

static int has_pair(char **argv, const char *a, const char *b)
{
	for (; argv[0] && argv[1]; argv++)
		if (!strcmp(argv[0], a) && !strcmp(argv[1], b))
			return 1;
	return 0;
}

static const char *after(char **argv, const char *a)
{
	for (; argv[0] && argv[1]; argv++)
		if (!strcmp(argv[0], a))
			return argv[1];
	return "";
}

TEST(rows)
{
	char list[256], *name, *save;

	for (size_t i = 0; i < nguest_scenarios; i++) {
		const struct guest_scenario *s = &guest_scenarios[i];

		assert_ptr_equal(guest_scenario_find(s->name), s);
		assert_null(strpbrk(s->name, " :/,"));
		assert_true(strlen(s->desc) <= 60);
		assert_true(s->mem_mib >= 256 && s->mem_mib % 2 == 0);
		assert_true(strlen(s->loads) < sizeof(list));
		strcpy(list, s->loads);
		for (name = strtok_r(list, ",", &save); name;
		     name = strtok_r(NULL, ",", &save))
			assert_non_null(load_find(name));
	}
	assert_null(guest_scenario_find("guest:blit-thp"));
}

TEST(command_line)
{
	struct vmm v = {
		.s = guest_scenario_find("blit-thp"),
		.vgpu = "/sys/bus/mdev/devices/u", .seed = 42,
	};
	struct vmm_args a;

	assert_int_equal(vmm_args(&v, &a), 0);
	assert_string_equal(a.argv[0], GUEST_QEMU);
	assert_true(has_pair(a.argv, "-smp", "1"));
	assert_true(has_pair(a.argv, "-m", "640M"));
	assert_true(has_pair(a.argv, "-object",
			     "memory-backend-ram,id=ram,size=640M"));
	assert_true(has_pair(a.argv, "-device",
			     "vfio-pci,sysfsdev=/sys/bus/mdev/devices/u,"
			     "addr=02.0,rombar=0"));
	assert_non_null(strstr(after(a.argv, "-append"), " gtt2m.seed=42"));
	/* it is told its loads when it is ready */
	assert_null(strstr(after(a.argv, "-append"), "gtt2m.loads"));
	assert_non_null(strstr(after(a.argv, "-append"),
			       "gtt2m.role=guest"));
	assert_null(strstr(after(a.argv, "-append"), "gtt2m.census"));
	/* A reset is the end of it, unless the row resets its guest. */
	assert_true(has_pair(a.argv, "-no-reboot", "-M"));
	v.s = guest_scenario_find("nested-reset");
	assert_int_equal(vmm_args(&v, &a), 0);
	assert_string_equal(after(a.argv, "-no-reboot"), "");
	assert_non_null(strstr(after(a.argv, "-append"), "gtt2m.reset_vm="));
	v.s = guest_scenario_find("user-neo-never");
	assert_int_equal(vmm_args(&v, &a), 0);
	assert_non_null(strstr(after(a.argv, "-append"), " gtt2m.census=1 "
			       "transparent_hugepage=never"));
	v.s = guest_scenario_find("blit-thp");
	/* Without a vGPU there is no -device. */
	v.vgpu = NULL;
	assert_int_equal(vmm_args(&v, &a), 0);
	assert_string_equal(after(a.argv, "-device"), "");
	/* Only a balloon's guest has a monitor; its mdev is allowed one. */
	assert_string_equal(after(a.argv, "-qmp"), "");
	v.vgpu = "/sys/bus/mdev/devices/u";
	v.s = guest_scenario_find("blit-balloon");
	assert_int_equal(vmm_args(&v, &a), 0);
	assert_non_null(strstr(after(a.argv, "-qmp"), "/qmp,server=on"));
	assert_true(has_pair(a.argv, "-device",
			     "vfio-pci,sysfsdev=/sys/bus/mdev/devices/u,"
			     "addr=02.0,rombar=0,x-balloon-allowed=on"));
	assert_non_null(strstr(after(a.argv, "-append"), "gtt2m.fill=holes"));
	v.s = guest_scenario_find("blit-hugetlb-2m");
	assert_int_equal(vmm_args(&v, &a), 0);
	assert_true(has_pair(a.argv, "-object",
			     "memory-backend-memfd,id=ram,size=640M,"
			     "hugetlb=on,hugetlbsize=2M"));
}

TEST(too_long)
{
	static char big[4000];
	struct guest_scenario s = *guest_scenario_find("blit-thp");
	struct vmm v = { .s = &s };
	struct vmm_args a;

	memset(big, 'x', sizeof(big) - 1);
	s.append = big;
	assert_int_equal(vmm_args(&v, &a), -E2BIG);
}

/* All that a guest is before it knows its loads is in its command line. */
TEST(who_boots_as_whom)
{
	struct vmm_args one, other;

	for (size_t i = 0; i < nguest_scenarios; i++) {
		const struct guest_scenario *s = &guest_scenarios[i];
		const struct guest_scenario *as = guest_boots_as(s);
		struct vmm v = { .s = s, .seed = 1 }, w = { .s = as, .seed = 1 };

		assert_true(as <= s);
		assert_ptr_equal(guest_boots_as(as), as);
		assert_true(strlen(s->loads) < SCENARIO_LOADS);
		assert_int_equal(vmm_args(&v, &one), 0);
		assert_int_equal(vmm_args(&w, &other), 0);
		assert_int_equal(one.n, other.n);
		for (unsigned int k = 0; k < one.n; k++)
			assert_string_equal(one.argv[k], other.argv[k]);
	}
	assert_string_equal(guest_boots_as(guest_scenario_find("churn-thp"))->name,
			    "blit-thp");
	assert_string_equal(guest_boots_as(guest_scenario_find("deny-thp"))->name,
			    "deny-thp");
}
