# %% The basic block has one convolution.
# It has two: 18 HWC².
# - basic = 2 * 9 * one
# + basic = 9 * one

# %% Parameters are counted.
# Every weight is used at every pixel: multiply by height and width.
# - pixels = height * width
# + pixels = 1

# %% Operations are counted instead of multiply-adds.
# A multiplication and an addition count once, together.
# - pixels = height * width
# + pixels = 2 * height * width

# %% The bottleneck's 3×3 convolution has four times as many channels.
# It works on `channels`; four times as many come in and go out.
# - bottleneck = 4 * one + 9 * one + 4 * one
# + bottleneck = 4 * one + 4 * 4 * 9 * one + 4 * one

# %% The 1×1 convolutions are forgotten.
# Each goes between 4C and C channels: 4 HWC².
# - bottleneck = 4 * one + 9 * one + 4 * one
# + bottleneck = 9 * one

# %% One of the 1×1 convolutions is forgotten.
# One reduces the channels, the other expands them again.
# - bottleneck = 4 * one + 9 * one + 4 * one
# + bottleneck = 4 * one + 9 * one

# %% The 1×1 convolutions go from C to C.
# Each goes between 4C and C channels.
# - bottleneck = 4 * one + 9 * one + 4 * one
# + bottleneck = one + 9 * one + one

# %% The block's width is taken for that of its 3×3 convolution.
# `channels` is the number inside; the block receives four times as many.
# - bottleneck = 4 * one + 9 * one + 4 * one
# + bottleneck = 17 * one / 16

# %% The width stands in for the height.
# Maps need not be square.
# - pixels = height * width
# + pixels = width * width

# %% The height stands in for the width.
# Maps need not be square.
# - pixels = height * width
# + pixels = height * height

# %% The channels are counted once.
# Each of C outputs reads C inputs: C².
# - one = channels * channels * pixels  # a 1x1 convolution
# + one = channels * pixels

# %% A projection is counted as well.
# The shape stays, so the shortcut is the input itself.
# - bottleneck = 4 * one + 9 * one + 4 * one
# + bottleneck = 4 * one + 9 * one + 4 * one + 16 * one

# %% The two are swapped.
# Return the basic block first.
# - return basic, bottleneck
# + return bottleneck, basic

# %% The answer is the chapter's example.
# Compute it from the arguments.
# - return basic, bottleneck
# + return 231211008, 218365952
