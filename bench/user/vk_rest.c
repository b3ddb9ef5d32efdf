// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Depth, stencil and samples by Vulkan: cleared, copied, resolved. What comes of
 * it is not looked at: the GPU model draws little of it, and says why.
 *
 * Exit 1: a call failed.
 */
#include "vk.h"

#define W	64u
#define H	48u

static VkBuffer buffer;

static VkImage new_image(VkFormat format, VkSampleCountFlagBits n,
			  VkImageUsageFlags usage)
{
	const VkImageCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = VK_IMAGE_TYPE_2D, .format = format,
		.extent = { W, H, 1 }, .mipLevels = 1, .arrayLayers = 1,
		.samples = n,
		.usage = usage | VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
			 VK_IMAGE_USAGE_TRANSFER_DST_BIT,
	};
	VkMemoryRequirements want;
	VkImage i;

	X(vkCreateImage(dev, &info, NULL, &i));
	vkGetImageMemoryRequirements(dev, i, &want);
	X(vkBindImageMemory(dev, i, allocate(&want, 0), 0));
	return i;
}

static void depth(VkFormat format, VkImageAspectFlags aspect)
{
	VkImage i = new_image(format, VK_SAMPLE_COUNT_1_BIT,
			       VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT);
	const VkClearDepthStencilValue v = { 0.5f, 7 };
	const VkImageSubresourceRange all = { aspect, 0, 1, 0, 1 };
	const VkBufferImageCopy whole = {
		.imageSubresource = { aspect, 0, 0, 1 },
		.imageExtent = { W, H, 1 },
	};
	VkCommandBuffer c = begin();

	vkCmdClearDepthStencilImage(c, i, VK_IMAGE_LAYOUT_GENERAL, &v, 1, &all);
	barrier(c);
	vkCmdCopyBufferToImage(c, buffer, i, VK_IMAGE_LAYOUT_GENERAL, 1, &whole);
	barrier(c);
	vkCmdCopyImageToBuffer(c, i, VK_IMAGE_LAYOUT_GENERAL, buffer, 1, &whole);
	finish(c);
}

static void samples(void)
{
	const VkFormat format = VK_FORMAT_R8G8B8A8_UNORM;
	VkImage from = new_image(format, VK_SAMPLE_COUNT_4_BIT,
				  VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT);
	VkImage to = new_image(format, VK_SAMPLE_COUNT_1_BIT, 0);
	const VkClearColorValue v = { .float32 = { 0.5f, 1, 0, 1 } };
	const VkImageSubresourceRange all = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 };
	const VkImageResolve whole = {
		.srcSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.dstSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.extent = { W, H, 1 },
	};
	VkCommandBuffer c = begin();

	vkCmdClearColorImage(c, from, VK_IMAGE_LAYOUT_GENERAL, &v, 1, &all);
	barrier(c);
	vkCmdResolveImage(c, from, VK_IMAGE_LAYOUT_GENERAL, to,
			  VK_IMAGE_LAYOUT_GENERAL, 1, &whole);
	finish(c);
}

int main(void)
{
	uint8_t *map;

	open_device(VK_API_VERSION_1_1, NULL);
	buffer = mapped_buffer(W * H * 4, &map);
	depth(VK_FORMAT_D16_UNORM, VK_IMAGE_ASPECT_DEPTH_BIT);
	depth(VK_FORMAT_D32_SFLOAT, VK_IMAGE_ASPECT_DEPTH_BIT);
	depth(VK_FORMAT_S8_UINT, VK_IMAGE_ASPECT_STENCIL_BIT);
	samples();
	return 0;
}
