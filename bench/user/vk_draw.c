// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A Vulkan program that draws offscreen: frames of 1920x1080 and 3840x2160
 * with depth, textures filled through a staging buffer, vertex buffers of
 * several sizes, each used, and rows of a frame copied back into a buffer.
 * What is drawn is not looked at.
 *
 * Prints a line a frame size. Exit 1: a call failed.
 */
#include "vk.h"

/* vk_draw.vert and vk_draw.frag, compiled. */
#include "vk_draw_vert.h"
#include "vk_draw_frag.h"

#define KIB 1024ul
#define MIB (1024 * KIB)
#define FRAMES 2
/*
 * Of each image so many rows are copied, and all of it bound: the GPU model
 * executes copies, pixel by pixel, and the census is of what is bound.
 */
#define ROWS 64
#define COLOUR_FORMAT VK_FORMAT_R8G8B8A8_UNORM
#define DEPTH_FORMAT VK_FORMAT_D32_SFLOAT
#define N(a) (sizeof(a) / sizeof((a)[0]))

static const VkExtent2D frame_sizes[] = { { 1920, 1080 }, { 3840, 2160 } };
static const uint32_t texture_sizes[] = { 64, 256, 512, 1024, 2048, 4096 };
static const VkDeviceSize vertex_sizes[] = {
	64 * KIB, MIB, 2 * MIB, 4 * MIB, 16 * MIB,
};

struct buffer {
	VkBuffer handle;
	VkDeviceMemory memory;
};

struct image {
	VkImage handle;
	VkDeviceMemory memory;
	VkImageView view;
};

static VkSampler sampler;
static VkDescriptorSetLayout set_layout;
static VkDescriptorSet sets[N(texture_sizes)];
static VkPipelineLayout pipe_layout;
static VkRenderPass pass;
static struct image textures[N(texture_sizes)];
static struct buffer vertices[N(vertex_sizes)];

static struct buffer new_buffer(VkDeviceSize size, VkBufferUsageFlags usage,
				VkMemoryPropertyFlags flags)
{
	const VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.size = size, .usage = usage,
	};
	VkMemoryRequirements want;
	struct buffer b;

	X(vkCreateBuffer(dev, &info, NULL, &b.handle));
	vkGetBufferMemoryRequirements(dev, b.handle, &want);
	b.memory = allocate(&want, flags);
	X(vkBindBufferMemory(dev, b.handle, b.memory, 0));
	return b;
}

static struct image new_image(VkExtent2D size, VkFormat format,
			      VkImageUsageFlags usage)
{
	const VkImageCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = VK_IMAGE_TYPE_2D, .format = format,
		.extent = { size.width, size.height, 1 }, .mipLevels = 1,
		.arrayLayers = 1, .samples = VK_SAMPLE_COUNT_1_BIT,
		.usage = usage,
	};
	VkImageViewCreateInfo view = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
		.viewType = VK_IMAGE_VIEW_TYPE_2D, .format = format,
		.subresourceRange = {
			.aspectMask = format == DEPTH_FORMAT ?
				      VK_IMAGE_ASPECT_DEPTH_BIT :
				      VK_IMAGE_ASPECT_COLOR_BIT,
			.levelCount = 1, .layerCount = 1,
		},
	};
	VkMemoryRequirements want;
	struct image i;

	X(vkCreateImage(dev, &info, NULL, &i.handle));
	vkGetImageMemoryRequirements(dev, i.handle, &want);
	i.memory = allocate(&want, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT);
	X(vkBindImageMemory(dev, i.handle, i.memory, 0));
	view.image = i.handle;
	X(vkCreateImageView(dev, &view, NULL, &i.view));
	return i;
}

static void layout(VkCommandBuffer c, VkImage image, VkImageLayout from,
		   VkImageLayout to)
{
	const VkImageMemoryBarrier b = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER,
		.srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
		.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT |
				 VK_ACCESS_MEMORY_WRITE_BIT,
		.oldLayout = from, .newLayout = to, .image = image,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 },
	};

	vkCmdPipelineBarrier(c, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
			     VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, 0, 0, NULL,
			     0, NULL, 1, &b);
}

/* A pattern for the textures, and triangles all over the frame. */
static void fill(struct buffer *b, VkDeviceSize size)
{
	void *map;
	size_t i;

	X(vkMapMemory(dev, b->memory, 0, size, 0, &map));
	for (i = 0; i < size / sizeof(float); i++)
		((float *)map)[i] = (float)(i * 2654435761u % 2000) / 1000 - 1;
	vkUnmapMemory(dev, b->memory);
}

static void upload(void)
{
	const VkMemoryPropertyFlags host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
					   VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
	struct buffer staging = new_buffer(64 * MIB,
					   VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
					   host);
	size_t i;

	fill(&staging, 64 * MIB);
	for (i = 0; i < N(textures); i++) {
		const VkExtent2D size = { texture_sizes[i], texture_sizes[i] };
		const VkBufferImageCopy rows = {
			.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
			.imageExtent = { size.width, ROWS, 1 },
		};
		VkCommandBuffer c = begin();

		textures[i] = new_image(size, COLOUR_FORMAT,
					VK_IMAGE_USAGE_SAMPLED_BIT |
					VK_IMAGE_USAGE_TRANSFER_DST_BIT);
		layout(c, textures[i].handle, VK_IMAGE_LAYOUT_UNDEFINED,
		       VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
		vkCmdCopyBufferToImage(c, staging.handle, textures[i].handle,
				       VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1,
				       &rows);
		layout(c, textures[i].handle,
		       VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
		       VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL);
		run(c);
	}
	for (i = 0; i < N(vertices); i++) {
		vertices[i] = new_buffer(vertex_sizes[i],
					 VK_BUFFER_USAGE_VERTEX_BUFFER_BIT,
					 host);
		fill(&vertices[i], vertex_sizes[i]);
	}
}

static void describe_textures(void)
{
	const VkSamplerCreateInfo s = {
		.sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO,
		.magFilter = VK_FILTER_LINEAR, .minFilter = VK_FILTER_LINEAR,
	};
	const VkDescriptorSetLayoutBinding bind = {
		.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
		.descriptorCount = 1,
		.stageFlags = VK_SHADER_STAGE_FRAGMENT_BIT,
	};
	const VkDescriptorSetLayoutCreateInfo l = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
		.bindingCount = 1, .pBindings = &bind,
	};
	const VkDescriptorPoolSize size = {
		.type = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
		.descriptorCount = N(textures),
	};
	const VkDescriptorPoolCreateInfo p = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
		.maxSets = N(textures), .poolSizeCount = 1,
		.pPoolSizes = &size,
	};
	VkDescriptorPool sets_pool;
	size_t i;

	X(vkCreateSampler(dev, &s, NULL, &sampler));
	X(vkCreateDescriptorSetLayout(dev, &l, NULL, &set_layout));
	X(vkCreateDescriptorPool(dev, &p, NULL, &sets_pool));
	for (i = 0; i < N(textures); i++) {
		const VkDescriptorSetAllocateInfo a = {
			.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
			.descriptorPool = sets_pool, .descriptorSetCount = 1,
			.pSetLayouts = &set_layout,
		};
		const VkDescriptorImageInfo image = {
			.sampler = sampler, .imageView = textures[i].view,
			.imageLayout = VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL,
		};
		VkWriteDescriptorSet w = {
			.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
			.descriptorCount = 1,
			.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
			.pImageInfo = &image,
		};

		X(vkAllocateDescriptorSets(dev, &a, &sets[i]));
		w.dstSet = sets[i];
		vkUpdateDescriptorSets(dev, 1, &w, 0, NULL);
	}
}

static void describe_frames(void)
{
	const VkAttachmentDescription attachments[] = {
		{ .format = COLOUR_FORMAT, .samples = VK_SAMPLE_COUNT_1_BIT,
		  .loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
		  .storeOp = VK_ATTACHMENT_STORE_OP_STORE,
		  .finalLayout = VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL },
		{ .format = DEPTH_FORMAT, .samples = VK_SAMPLE_COUNT_1_BIT,
		  .loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
		  .finalLayout =
			VK_IMAGE_LAYOUT_DEPTH_STENCIL_ATTACHMENT_OPTIMAL },
	};
	const VkAttachmentReference colour = {
		0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
	}, depth = {
		1, VK_IMAGE_LAYOUT_DEPTH_STENCIL_ATTACHMENT_OPTIMAL,
	};
	const VkSubpassDescription sub = {
		.colorAttachmentCount = 1, .pColorAttachments = &colour,
		.pDepthStencilAttachment = &depth,
	};
	const VkRenderPassCreateInfo p = {
		.sType = VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO,
		.attachmentCount = N(attachments), .pAttachments = attachments,
		.subpassCount = 1, .pSubpasses = &sub,
	};
	const VkPipelineLayoutCreateInfo l = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
		.setLayoutCount = 1, .pSetLayouts = &set_layout,
	};

	X(vkCreateRenderPass(dev, &p, NULL, &pass));
	X(vkCreatePipelineLayout(dev, &l, NULL, &pipe_layout));
}

static VkPipelineShaderStageCreateInfo stage(VkShaderStageFlagBits which,
					     const uint32_t *code, size_t size)
{
	const VkShaderModuleCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
		.codeSize = size, .pCode = code,
	};
	VkPipelineShaderStageCreateInfo s = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
		.stage = which, .pName = "main",
	};

	X(vkCreateShaderModule(dev, &info, NULL, &s.module));
	return s;
}

static VkPipeline new_pipeline(VkExtent2D size)
{
	const VkPipelineShaderStageCreateInfo stages[] = {
		stage(VK_SHADER_STAGE_VERTEX_BIT, vert, sizeof(vert)),
		stage(VK_SHADER_STAGE_FRAGMENT_BIT, frag, sizeof(frag)),
	};
	const VkVertexInputBindingDescription binding = { .stride = 16 };
	const VkVertexInputAttributeDescription attribute = {
		.format = VK_FORMAT_R32G32B32A32_SFLOAT,
	};
	const VkPipelineVertexInputStateCreateInfo input = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO,
		.vertexBindingDescriptionCount = 1,
		.pVertexBindingDescriptions = &binding,
		.vertexAttributeDescriptionCount = 1,
		.pVertexAttributeDescriptions = &attribute,
	};
	const VkPipelineInputAssemblyStateCreateInfo assembly = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO,
		.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
	};
	const VkViewport port = { .width = size.width, .height = size.height,
				  .maxDepth = 1 };
	const VkRect2D all = { .extent = size };
	const VkPipelineViewportStateCreateInfo viewport = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO,
		.viewportCount = 1, .pViewports = &port, .scissorCount = 1,
		.pScissors = &all,
	};
	const VkPipelineRasterizationStateCreateInfo raster = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO,
		.lineWidth = 1,
	};
	const VkPipelineMultisampleStateCreateInfo samples = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO,
		.rasterizationSamples = VK_SAMPLE_COUNT_1_BIT,
	};
	const VkPipelineDepthStencilStateCreateInfo depth = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO,
		.depthTestEnable = VK_TRUE, .depthWriteEnable = VK_TRUE,
		.depthCompareOp = VK_COMPARE_OP_LESS_OR_EQUAL,
	};
	const VkPipelineColorBlendAttachmentState mask = {
		.colorWriteMask = 0xf,
	};
	const VkPipelineColorBlendStateCreateInfo blend = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO,
		.attachmentCount = 1, .pAttachments = &mask,
	};
	const VkGraphicsPipelineCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO,
		.stageCount = N(stages), .pStages = stages,
		.pVertexInputState = &input, .pInputAssemblyState = &assembly,
		.pViewportState = &viewport, .pRasterizationState = &raster,
		.pMultisampleState = &samples, .pDepthStencilState = &depth,
		.pColorBlendState = &blend, .layout = pipe_layout,
		.renderPass = pass,
	};
	VkPipeline p;

	X(vkCreateGraphicsPipelines(dev, VK_NULL_HANDLE, 1, &info, NULL, &p));
	return p;
}

static void draw_frame(VkCommandBuffer c, VkFramebuffer fb, VkExtent2D size,
		       VkPipeline pipeline)
{
	const VkClearValue clear[2] = { { .color = { { 0.2f, 0.4f, 0.6f, 1 } } },
					{ .depthStencil = { 1, 0 } } };
	const VkRenderPassBeginInfo info = {
		.sType = VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO,
		.renderPass = pass, .framebuffer = fb,
		.renderArea = { .extent = size },
		.clearValueCount = N(clear), .pClearValues = clear,
	};
	const VkDeviceSize zero = 0;
	size_t t, v;

	vkCmdBeginRenderPass(c, &info, VK_SUBPASS_CONTENTS_INLINE);
	vkCmdBindPipeline(c, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
	for (t = 0; t < N(textures); t++) {
		vkCmdBindDescriptorSets(c, VK_PIPELINE_BIND_POINT_GRAPHICS,
					pipe_layout, 0, 1, &sets[t], 0, NULL);
		for (v = 0; v < N(vertices); v++) {
			vkCmdBindVertexBuffers(c, 0, 1, &vertices[v].handle,
					       &zero);
			vkCmdDraw(c, vertex_sizes[v] / 16, 1, 0, 0);
		}
	}
	vkCmdEndRenderPass(c);
}

static void draw(VkExtent2D size)
{
	struct image colour = new_image(size, COLOUR_FORMAT,
					VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT |
					VK_IMAGE_USAGE_TRANSFER_SRC_BIT);
	struct image depth = new_image(size, DEPTH_FORMAT,
			VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT);
	const VkImageView views[] = { colour.view, depth.view };
	const VkFramebufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO,
		.renderPass = pass, .attachmentCount = N(views),
		.pAttachments = views, .width = size.width,
		.height = size.height, .layers = 1,
	};
	const VkBufferImageCopy rows = {
		.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
		.imageExtent = { size.width, ROWS, 1 },
	};
	struct buffer back = new_buffer((VkDeviceSize)4 * size.width *
					size.height,
					VK_BUFFER_USAGE_TRANSFER_DST_BIT,
					VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT);
	VkPipeline pipeline = new_pipeline(size);
	VkCommandBuffer c;
	VkFramebuffer fb;
	int i;

	X(vkCreateFramebuffer(dev, &info, NULL, &fb));
	for (i = 0; i < FRAMES; i++) {
		c = begin();
		draw_frame(c, fb, size, pipeline);
		run(c);
	}
	c = begin();
	vkCmdCopyImageToBuffer(c, colour.handle,
			       VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
			       back.handle, 1, &rows);
	run(c);
	printf("vk_draw: %d frames of %ux%u\n", FRAMES, size.width,
	       size.height);
}

int main(void)
{
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	open_device(VK_API_VERSION_1_1, NULL);
	upload();
	describe_textures();
	describe_frames();
	for (i = 0; i < N(frame_sizes); i++)
		draw(frame_sizes[i]);
	return 0;
}
