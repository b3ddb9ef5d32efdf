# SPDX-License-Identifier: GPL-2.0-or-later
# Builds some module directories of a built kernel tree and links all
# modules, without descending into the rest of the tree. That nothing else
# changed is for the caller to know. Run in the tree:
#
#   make -f .../modules.mk KBUILD_MODULES=1 GTT2M_DIRS="drivers/x arch/y" gtt2m-modules
include Makefile

# i915 is entered by way of drm: since 6.10 that hands compiler flags down, and
# without them every object would be compiled again.
dirs := $(patsubst drivers/gpu/drm/i915,drivers/gpu/drm,$(GTT2M_DIRS))

.PHONY: gtt2m-modules
gtt2m-modules:
	+$(Q)$(foreach d,$(dirs),$(MAKE) $(build)=$(d) need-modorder=1 &&) true
	$(Q)touch modules.order
	+$(Q)$(MAKE) -f $(srctree)/scripts/Makefile.modpost
	+$(Q)$(MAKE) -f $(srctree)/scripts/Makefile.modfinal
