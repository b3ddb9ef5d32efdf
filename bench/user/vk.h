/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vulkan for the programs here: one device, one queue, memory, command buffers
 * that are run at once. A call that fails is said on stdout, and exit 1.
 */
#ifndef USER_VK_H
#define USER_VK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <vulkan/vulkan.h>

static VkPhysicalDevice gpu;
static VkDevice dev;
static VkQueue queue;
static VkCommandPool pool;
static VkPhysicalDeviceMemoryProperties kinds;

static inline void check(VkResult r, const char *what)
{
	if (r == VK_SUCCESS)
		return;
	printf("%s: %d\n", what, r);
	exit(1);
}
#define X(call) check(call, #call)

/* The first device; features: what vkCreateDevice() is given for pNext. */
static inline void open_device(uint32_t version, const void *features)
{
	const VkApplicationInfo app = {
		.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
		.apiVersion = version,
	};
	const VkInstanceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
		.pApplicationInfo = &app,
	};
	const float one = 1;
	const VkDeviceQueueCreateInfo q = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
		.queueCount = 1, .pQueuePriorities = &one,
	};
	const VkDeviceCreateInfo device = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
		.pNext = features,
		.queueCreateInfoCount = 1, .pQueueCreateInfos = &q,
	};
	const VkCommandPoolCreateInfo p = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
	};
	VkPhysicalDeviceProperties props;
	VkInstance instance;
	uint32_t n = 1;
	VkResult r;

	X(vkCreateInstance(&info, NULL, &instance));
	r = vkEnumeratePhysicalDevices(instance, &n, &gpu);
	if (r != VK_INCOMPLETE)
		check(r, "vkEnumeratePhysicalDevices");
	if (!n)
		check(VK_ERROR_INITIALIZATION_FAILED, "no device");
	vkGetPhysicalDeviceProperties(gpu, &props);
	printf("%s\n", props.deviceName);
	vkGetPhysicalDeviceMemoryProperties(gpu, &kinds);
	X(vkCreateDevice(gpu, &device, NULL, &dev));
	vkGetDeviceQueue(dev, 0, 0, &queue);
	X(vkCreateCommandPool(dev, &p, NULL, &pool));
}

static inline VkDeviceMemory allocate(const VkMemoryRequirements *want,
			       VkMemoryPropertyFlags flags)
{
	VkMemoryAllocateInfo info = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.allocationSize = want->size,
	};
	VkDeviceMemory m;

	while (info.memoryTypeIndex < kinds.memoryTypeCount &&
	       (!(want->memoryTypeBits & 1u << info.memoryTypeIndex) ||
		(kinds.memoryTypes[info.memoryTypeIndex].propertyFlags &
		 flags) != flags))
		info.memoryTypeIndex++;
	X(vkAllocateMemory(dev, &info, NULL, &m));
	return m;
}

static inline VkCommandBuffer begin(void)
{
	const VkCommandBufferAllocateInfo info = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.commandPool = pool, .commandBufferCount = 1,
	};
	const VkCommandBufferBeginInfo b = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
	};
	VkCommandBuffer c;

	X(vkAllocateCommandBuffers(dev, &info, &c));
	X(vkBeginCommandBuffer(c, &b));
	return c;
}

static inline void run(VkCommandBuffer c)
{
	const VkSubmitInfo info = {
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.commandBufferCount = 1, .pCommandBuffers = &c,
	};

	X(vkEndCommandBuffer(c));
	X(vkQueueSubmit(queue, 1, &info, VK_NULL_HANDLE));
	X(vkQueueWaitIdle(queue));
	vkFreeCommandBuffers(dev, pool, 1, &c);
}

/* For copies from and to it; *map is where it is. */
static inline VkBuffer mapped_buffer(VkDeviceSize size, uint8_t **map)
{
	const VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = size,
		.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
			 VK_BUFFER_USAGE_TRANSFER_DST_BIT,
	};
	VkMemoryRequirements want;
	VkDeviceMemory m;
	VkBuffer b;
	void *at;

	X(vkCreateBuffer(dev, &info, NULL, &b));
	vkGetBufferMemoryRequirements(dev, b, &want);
	m = allocate(&want, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
			    VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
	X(vkBindBufferMemory(dev, b, m, 0));
	X(vkMapMemory(dev, m, 0, VK_WHOLE_SIZE, 0, &at));
	*map = at;
	return b;
}

static inline void barrier(VkCommandBuffer c)
{
	const VkMemoryBarrier b = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
		.srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
		.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT |
				 VK_ACCESS_MEMORY_WRITE_BIT |
				 VK_ACCESS_HOST_READ_BIT,
	};

	vkCmdPipelineBarrier(c, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
			     VK_PIPELINE_STAGE_ALL_COMMANDS_BIT |
			     VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &b, 0, NULL, 0,
			     NULL);
}

/* As run(), and what it wrote is seen by all. */
static inline void finish(VkCommandBuffer c)
{
	barrier(c);
	run(c);
}

#endif
