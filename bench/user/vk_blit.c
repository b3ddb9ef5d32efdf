// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fills and copies of buffers, clears, copies and blits of images by nearest
 * and linear filters, by Vulkan, in each of a table's formats, from and to
 * images that are tiled as the driver likes and linear ones; also layers,
 * levels and images of three dimensions.
 *
 * vk_blit draw FILE: what is read back into FILE (pictures.h); prints what the
 * driver does not do with a format. Exit 1: a call failed.
 * vk_blit compare FILE REFERENCE: exit 1 if a picture differs by more than a
 * unit in the last place, or is missing.
 * vk_blit work REFERENCE: draws and compares, in a guest, and says so as
 * pictures_work() does.
 */
#include "pictures.h"
#include "vk.h"

#define W		64u
#define H		48u
#define FROM_W		20u
#define FROM_H		12u
#define LAYERS		3u
#define ROOM		(1u << 20)	/* of the buffers */
#define N(a)		(sizeof(a) / sizeof(*(a)))

static const struct format {
	const char *name;
	VkFormat vk;
	struct texel t;
} formats[] = {
	{ "rgba8", VK_FORMAT_R8G8B8A8_UNORM, { 4, 'u', { 8, 8, 8, 8 } } },
	{ "bgra8", VK_FORMAT_B8G8R8A8_UNORM, { 4, 'u', { 8, 8, 8, 8 } } },
	{ "srgb8", VK_FORMAT_R8G8B8A8_SRGB, { 4, 'u', { 8, 8, 8, 8 } } },
	{ "rgba8s", VK_FORMAT_R8G8B8A8_SNORM, { 4, 's', { 8, 8, 8, 8 } } },
	{ "rgb10a2", VK_FORMAT_A2B10G10R10_UNORM_PACK32, { 4, 'u', { 10, 10, 10, 2 } } },
	{ "rgb565", VK_FORMAT_R5G6B5_UNORM_PACK16, { 2, 'u', { 5, 6, 5 } } },
	{ "r8", VK_FORMAT_R8_UNORM, { 1, 'u', { 8 } } },
	{ "rg8", VK_FORMAT_R8G8_UNORM, { 2, 'u', { 8, 8 } } },
	{ "r16", VK_FORMAT_R16_UNORM, { 2, 'u', { 16 } } },
	{ "rgba16", VK_FORMAT_R16G16B16A16_UNORM, { 8, 'u', { 16, 16, 16, 16 } } },
	{ "rgba16f", VK_FORMAT_R16G16B16A16_SFLOAT, { 8, 'h', { 16, 16, 16, 16 } } },
	{ "r11g11b10f", VK_FORMAT_B10G11R11_UFLOAT_PACK32, { 4, 'p', { 11, 11, 10 } } },
	{ "r32f", VK_FORMAT_R32_SFLOAT, { 4, 'f', { 32 } } },
	{ "rgba32f", VK_FORMAT_R32G32B32A32_SFLOAT, { 16, 'f', { 32, 32, 32, 32 } } },
	{ "r32ui", VK_FORMAT_R32_UINT, { 4, 'U', { 32 } } },
	{ "rgba8ui", VK_FORMAT_R8G8B8A8_UINT, { 4, 'U', { 8, 8, 8, 8 } } },
	{ "rgba16i", VK_FORMAT_R16G16B16A16_SINT, { 8, 'S', { 16, 16, 16, 16 } } },
};

static const struct {
	char name;
	VkImageTiling vk;
} tilings[] = {
	{ 'o', VK_IMAGE_TILING_OPTIMAL }, { 'l', VK_IMAGE_TILING_LINEAR },
};

/* What an image is made of. */
struct shape {
	VkImageType type;
	VkImageTiling tiling;
	uint32_t w, h, d, layers, levels;
};

struct image {
	VkImage vk;
	struct shape s;
};

static VkBuffer up, down;		/* ROOM bytes, mapped */
static uint8_t *up_map, *down_map;
static const struct format *f;		/* the one under way */
static char prefix[32];			/* of the names of pictures */
static FILE *out;

/* ---- images ---------------------------------------------------------------- */

static VkImageSubresourceLayers level(uint32_t n, const struct image *i)
{
	return (VkImageSubresourceLayers){ VK_IMAGE_ASPECT_COLOR_BIT, n, 0,
					   i->s.layers };
}

static VkExtent3D extent(const struct image *i, uint32_t n)
{
	return (VkExtent3D){ i->s.w >> n, i->s.h >> n,
			     i->s.d > 1 ? i->s.d >> n : 1 };
}

static void to_general(const struct image *i)
{
	const VkImageMemoryBarrier b = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER,
		.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT |
				 VK_ACCESS_MEMORY_WRITE_BIT,
		.oldLayout = VK_IMAGE_LAYOUT_UNDEFINED,
		.newLayout = VK_IMAGE_LAYOUT_GENERAL, .image = i->vk,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0,
			VK_REMAINING_MIP_LEVELS, 0, VK_REMAINING_ARRAY_LAYERS },
	};
	VkCommandBuffer c = begin();

	vkCmdPipelineBarrier(c, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
			     VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, 0, 0, NULL, 0,
			     NULL, 1, &b);
	finish(c);
}

/* false: the driver has no such image; that is said. */
static bool new_image(struct image *i, const struct shape *s)
{
	const VkImageCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = s->type, .format = f->vk,
		.extent = { s->w, s->h, s->d }, .mipLevels = s->levels,
		.arrayLayers = s->layers, .samples = VK_SAMPLE_COUNT_1_BIT,
		.tiling = s->tiling,
		.usage = VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
			 VK_IMAGE_USAGE_TRANSFER_DST_BIT |
			 VK_IMAGE_USAGE_SAMPLED_BIT |
			 VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT,
	};
	VkImageFormatProperties p;
	VkMemoryRequirements want;

	*i = (struct image){ .s = *s };
	if (vkGetPhysicalDeviceImageFormatProperties(gpu, f->vk, s->type,
			s->tiling, info.usage, 0, &p) != VK_SUCCESS) {
		printf("%s: no such image\n", prefix);
		return false;
	}
	X(vkCreateImage(dev, &info, NULL, &i->vk));
	vkGetImageMemoryRequirements(dev, i->vk, &want);
	X(vkBindImageMemory(dev, i->vk, allocate(&want, 0), 0));
	to_general(i);
	return true;
}

/* Bits at random, of numbers that are finite and not denormal. */
static void picture(uint32_t seed)
{
	uint32_t x = 7 + seed;

	for (unsigned int k = 0; k < ROOM / 4; k++) {
		float v = (float)(k * 37 % 256) / 255;
		uint32_t word;

		x = x * 1103515245 + 12345;
		word = x >> 16 | x << 16;
		if (f->t.kind == 'f')
			memcpy(&word, &v, 4);
		if (f->t.kind == 'h')
			word = 0x30003000 + (k * 37 % 0xc00) * 0x10001;
		if (f->t.kind == 'p')	/* exponents: 8 to 15 of 31 */
			word = (word & ~0x80200400u) | 0x40100200;
		if (f->t.kind == 's')	/* -128 and -127 are both -1.0 */
			word |= ~(word >> 7) & 0x01010101;
		memcpy(up_map + 4 * k, &word, 4);
	}
}

static void keep(const struct image *i, uint32_t n, const char *step)
{
	VkExtent3D e = extent(i, n);
	const VkBufferImageCopy all = { .imageSubresource = level(n, i),
					.imageExtent = e };
	VkCommandBuffer c = begin();

	memset(down_map, 0, ROOM);
	vkCmdCopyImageToBuffer(c, i->vk, VK_IMAGE_LAYOUT_GENERAL, down, 1, &all);
	finish(c);
	picture_write(out, prefix, step, &f->t,
		      e.width * e.height * e.depth * i->s.layers, down_map);
}

/* A buffer's lines may be longer than the image's. */
static void upload(const struct image *i, uint32_t n)
{
	VkExtent3D e = extent(i, n);
	const VkBufferImageCopy all = {
		.bufferOffset = 64, .bufferRowLength = e.width + 4,
		.bufferImageHeight = e.height + 1,
		.imageSubresource = level(n, i), .imageExtent = e,
	};
	VkCommandBuffer c = begin();

	vkCmdCopyBufferToImage(c, up, i->vk, VK_IMAGE_LAYOUT_GENERAL, 1, &all);
	finish(c);
}

static VkClearColorValue colour(float red)
{
	if (f->t.kind == 'U')
		return (VkClearColorValue){ .uint32 =
			{ (uint32_t)(red * 200), 200, 77, 3 } };
	if (f->t.kind == 'S')
		return (VkClearColorValue){ .int32 =
			{ (int32_t)(red * 100) - 50, 300, -7, 9 } };
	return (VkClearColorValue){ .float32 = { red, 0.5f, 0.75f, 1 } };
}

static void clear(const struct image *i, float red)
{
	const VkImageSubresourceRange all = {
		VK_IMAGE_ASPECT_COLOR_BIT, 0, VK_REMAINING_MIP_LEVELS, 0,
		VK_REMAINING_ARRAY_LAYERS,
	};
	const VkClearColorValue v = colour(red);
	VkCommandBuffer c = begin();

	vkCmdClearColorImage(c, i->vk, VK_IMAGE_LAYOUT_GENERAL, &v, 1, &all);
	finish(c);
}

/* As a render pass begins: anv does that by a fast clear where it can. */
static void clear_pass(const struct image *i, VkRect2D area)
{
	const VkImageViewCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
		.image = i->vk, .viewType = VK_IMAGE_VIEW_TYPE_2D,
		.format = f->vk,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 },
	};
	VkRenderingAttachmentInfo to = {
		.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO,
		.imageLayout = VK_IMAGE_LAYOUT_GENERAL,
		.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
		.clearValue.color = colour(0.125f),
	};
	const VkRenderingInfo pass = {
		.sType = VK_STRUCTURE_TYPE_RENDERING_INFO, .renderArea = area,
		.layerCount = 1, .colorAttachmentCount = 1,
		.pColorAttachments = &to,
	};
	VkCommandBuffer c = begin();

	X(vkCreateImageView(dev, &info, NULL, &to.imageView));
	vkCmdBeginRendering(c, &pass);
	vkCmdEndRendering(c);
	finish(c);
}

static void copy(const struct image *from, const struct image *to,
		 const VkImageCopy *what)
{
	VkCommandBuffer c = begin();

	vkCmdCopyImage(c, from->vk, VK_IMAGE_LAYOUT_GENERAL, to->vk,
		       VK_IMAGE_LAYOUT_GENERAL, 1, what);
	finish(c);
}

static void blit(const struct image *from, const struct image *to,
		 const VkImageBlit *what, VkFilter filter)
{
	VkCommandBuffer c = begin();

	vkCmdBlitImage(c, from->vk, VK_IMAGE_LAYOUT_GENERAL, to->vk,
		       VK_IMAGE_LAYOUT_GENERAL, 1, what, filter);
	finish(c);
}

/* ---- what is drawn --------------------------------------------------------- */

/* The driver blits from and to such images; says so if it does not. */
static bool blits(const struct image *from, const struct image *to,
		  VkFilter filter)
{
	const struct image *i[] = { from, to };
	const VkFormatFeatureFlags want[] = {
		VK_FORMAT_FEATURE_BLIT_SRC_BIT | (filter ?
		VK_FORMAT_FEATURE_SAMPLED_IMAGE_FILTER_LINEAR_BIT : 0),
		VK_FORMAT_FEATURE_BLIT_DST_BIT,
	};
	VkFormatProperties p;

	if (f->t.kind == 'p')	/* llvmpipe does not blit to it */
		return false;
	vkGetPhysicalDeviceFormatProperties(gpu, f->vk, &p);
	for (unsigned int k = 0; k < 2; k++) {
		VkFormatFeatureFlags has = i[k]->s.tiling ?
			p.linearTilingFeatures : p.optimalTilingFeatures;

		if ((has & want[k]) == want[k])
			continue;
		if (f->t.kind == 'U' || f->t.kind == 'S')
			return false;	/* integers have no filter */
		printf("%s: no %s %s an image of this tiling\n", prefix,
		       filter ? "linear blit" : "blit", k ? "to" : "from");
		return false;
	}
	return true;
}

static VkImageBlit boxes(const struct image *from, const struct image *to)
{
	VkExtent3D a = extent(from, 0), b = extent(to, 0);

	return (VkImageBlit){
		.srcSubresource = level(0, from), .dstSubresource = level(0, to),
		.srcOffsets[1] = { (int32_t)a.width, (int32_t)a.height, (int32_t)a.depth },
		.dstOffsets[1] = { (int32_t)b.width, (int32_t)b.height, (int32_t)b.depth },
	};
}

static void blit_all(const struct image *from, const struct image *to)
{
	const VkImageBlit all = boxes(from, to), shrunk = boxes(to, from);
	VkImageBlit mirrored = all, part = all;

	mirrored.srcOffsets[0] = (VkOffset3D){ 1, 1, 0 };
	mirrored.srcOffsets[1] = (VkOffset3D){ 19, 11, 1 };
	mirrored.dstOffsets[0] = (VkOffset3D){ 60, 2, 0 };
	mirrored.dstOffsets[1] = (VkOffset3D){ 4, 46, 1 };
	part.dstOffsets[0] = (VkOffset3D){ 33, 20, 0 };
	part.dstOffsets[1] = (VkOffset3D){ 53, 32, 1 };
	if (!blits(from, to, VK_FILTER_NEAREST))
		return;
	blit(from, to, &mirrored, VK_FILTER_NEAREST);
	keep(to, 0, "nearest");
	blit(from, to, &part, VK_FILTER_NEAREST);
	keep(to, 0, "same");
	if (!blits(from, to, VK_FILTER_LINEAR))
		return;
	blit(from, to, &all, VK_FILTER_LINEAR);
	keep(to, 0, "linear");
	mirrored.srcOffsets[0].x = 19;
	mirrored.srcOffsets[1].x = 1;
	blit(from, to, &mirrored, VK_FILTER_LINEAR);
	keep(to, 0, "flipped");
	if (!blits(to, from, VK_FILTER_LINEAR))
		return;
	upload(to, 0);
	blit(to, from, &shrunk, VK_FILTER_LINEAR);
	keep(from, 0, "shrunk");
}

static void draw(unsigned int a, unsigned int b)
{
	const struct shape small = { VK_IMAGE_TYPE_2D, tilings[a].vk, FROM_W,
				     FROM_H, 1, 1, 1 };
	const struct shape large = { VK_IMAGE_TYPE_2D, tilings[b].vk, W, H, 1,
				     1, 1 };
	struct image from, to;
	VkImageCopy part = {
		.srcOffset = { 1, 2, 0 }, .dstOffset = { 5, 7, 0 },
		.extent = { 17, 9, 1 },
	};

	snprintf(prefix, sizeof(prefix), "%s.%c%c", f->name, tilings[a].name,
		 tilings[b].name);
	if (!new_image(&from, &small) || !new_image(&to, &large))
		return;
	picture((uint32_t)(f - formats));
	upload(&from, 0);
	keep(&from, 0, "upload");
	clear(&to, 0.25f);
	keep(&to, 0, "clear");
	clear_pass(&to, (VkRect2D){ { 0, 0 }, { W, H } });
	keep(&to, 0, "pass");
	clear(&to, 1);
	clear_pass(&to, (VkRect2D){ { 9, 4 }, { 40, 33 } });
	keep(&to, 0, "scissor");
	part.srcSubresource = level(0, &from);
	part.dstSubresource = level(0, &to);
	copy(&from, &to, &part);
	keep(&to, 0, "copy");
	blit_all(&from, &to);
}

/* Layers and levels; then three dimensions. */
static void draw_deep(VkImageType type)
{
	const bool flat = type == VK_IMAGE_TYPE_2D;
	const struct shape s = { type, VK_IMAGE_TILING_OPTIMAL, 32, 24,
				 flat ? 1 : 8, flat ? LAYERS : 1, 2 };
	struct image from, to;
	VkImageCopy part = { .extent = { 12, 9, flat ? 1 : 3 } };
	VkImageBlit across;

	snprintf(prefix, sizeof(prefix), "%s.%s", f->name, flat ? "array" : "3d");
	if (!new_image(&from, &s) || !new_image(&to, &s))
		return;
	picture((uint32_t)(f - formats) + 100);
	upload(&from, 0);
	upload(&from, 1);
	keep(&from, 1, "upload");
	clear(&to, 0.25f);
	keep(&to, 1, "clear");
	part.srcSubresource = level(1, &from);
	part.dstSubresource = level(0, &to);
	copy(&from, &to, &part);
	keep(&to, 0, "copy");
	across = boxes(&from, &to);
	across.srcSubresource.mipLevel = 1;
	across.srcOffsets[1] = (VkOffset3D){ 16, 12, flat ? 1 : 4 };
	if (!blits(&from, &to, VK_FILTER_NEAREST))
		return;
	blit(&from, &to, &across, VK_FILTER_NEAREST);
	keep(&to, 0, "nearest");
	if (!blits(&from, &to, VK_FILTER_LINEAR))
		return;
	blit(&from, &to, &across, VK_FILTER_LINEAR);
	keep(&to, 0, "linear");
}

/* Fills, copies at odd offsets and of many bytes, words of a command. */
static void buffers(void)
{
	const VkBufferCopy pieces[] = {
		{ 3, 1001, 777 }, { 4096, 8192, 65536 }, { 16, 200016, 300000 },
	};
	const uint32_t words[] = { 0x12345678, 0x9abcdef0, 7, 8, 9 };
	VkCommandBuffer c = begin();

	f = &formats[0];
	picture(55);
	vkCmdFillBuffer(c, down, 0, VK_WHOLE_SIZE, 0xdeadbeef);
	barrier(c);
	vkCmdFillBuffer(c, down, 600004, 12, 0x01020304);
	vkCmdCopyBuffer(c, up, down, N(pieces), pieces);
	vkCmdUpdateBuffer(c, down, 700000, sizeof(words), words);
	finish(c);
	picture_write(out, "buffers", "all", &f->t, ROOM / 4, down_map);
}

static void draw_all(const char *file)
{
	const VkPhysicalDeviceVulkan13Features features = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
		.dynamicRendering = VK_TRUE,
	};

	out = fopen(file, "wb");
	if (!out) {
		perror(file);
		exit(1);
	}
	open_device(VK_API_VERSION_1_3, &features);
	up = mapped_buffer(ROOM, &up_map);
	down = mapped_buffer(ROOM, &down_map);
	buffers();
	for (f = formats; f < formats + N(formats); f++) {
		for (unsigned int t = 0; t < N(tilings) * N(tilings); t++)
			draw(t / N(tilings), t % N(tilings));
		draw_deep(VK_IMAGE_TYPE_2D);
		draw_deep(VK_IMAGE_TYPE_3D);
	}
	if (fclose(out)) {
		perror(file);
		exit(1);
	}
}

/* In a guest: by the GPU. */
static void draw_there(const char *file)
{
	VkPhysicalDeviceProperties p;

	draw_all(file);
	vkGetPhysicalDeviceProperties(gpu, &p);
	if (p.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU) {
		printf("vk_blit: %s is not the GPU\n", p.deviceName);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "compare"))
		return pictures_judge(argv[2], argv[3], 0);
	if (argc == 3 && !strcmp(argv[1], "work")) {
		pictures_work("all", draw_there, argv[2], 0);
		return 0;
	}
	if (argc != 3 || strcmp(argv[1], "draw")) {
		fprintf(stderr, "usage: vk_blit draw FILE | compare FILE REFERENCE | work REFERENCE\n");
		return 2;
	}
	draw_all(argv[2]);
	return 0;
}
