# %% Every layer adds K pixels.
# A window of K has K - 1 steps between its ends: the first pixel is counted already.
# - size += dilation * (kernel_size - 1) * jump
# + size += dilation * kernel_size * jump

# %% The jump is updated before it is used.
# Size and start need the jump of the layers before this one: update `jump` last.
# - size += dilation * (kernel_size - 1) * jump
# - start -= padding * jump
# - jump *= stride
# + jump *= stride
# + size += dilation * (kernel_size - 1) * jump
# + start -= padding * jump

# %% The jump is updated between size and start.
# Both need the jump of the layers before this one: update `jump` last.
# - start -= padding * jump
# - jump *= stride
# + jump *= stride
# + start -= padding * jump

# %% The jump is a layer's own stride.
# It is the product of all strides up to this layer.
# - jump *= stride
# + jump = stride

# %% The strides are added.
# They multiply: a step of 2 over steps of 3 is 6 pixels.
# - jump *= stride
# + jump += stride - 1

# %% The strides are not used in the size.
# A step between inputs of a layer is `jump` pixels wide.
# - size += dilation * (kernel_size - 1) * jump
# + size += dilation * (kernel_size - 1)

# %% The dilation is not used.
# Neighbouring weights stand `dilation` inputs apart.
# - size += dilation * (kernel_size - 1) * jump
# + size += (kernel_size - 1) * jump

# %% The dilation is taken to change the jump.
# A dilated kernel still moves by its stride.
# - jump *= stride
# + jump *= stride * dilation

# %% The whole span of a layer is added.
# The first pixel of the window is counted already: add D (K - 1) steps.
# - size += dilation * (kernel_size - 1) * jump
# + size += (dilation * (kernel_size - 1) + 1) * jump

# %% The padding is taken to make the field smaller.
# The field may reach into the frame: padding changes only `start`.
# - size += dilation * (kernel_size - 1) * jump
# + size += (dilation * (kernel_size - 1) - 2 * padding) * jump

# %% The padding is not used.
# Output 0 begins in the frame of zeros: `start` is negative.
# - start -= padding * jump
# + start -= 0

# %% The sign of `start` is wrong.
# The frame lies before pixel 0.
# - start -= padding * jump
# + start += padding * jump

# %% The padding is counted in pixels of the image.
# A zero in front of a later layer moves the start by `jump` pixels, not by one.
# - start -= padding * jump
# + start -= padding

# %% The field begins at 0 pixels.
# Before any layer, a pixel sees itself: one pixel.
# - size = jump = 1  # without a layer, an output is a pixel
# + size, jump = 0, 1

# %% The layers are read from the last to the first.
# The first layer comes first.
# - for kernel_size, stride, padding, dilation in layers:
# + for kernel_size, stride, padding, dilation in reversed(layers):

# %% Size and jump are swapped.
# Return size, jump, start.
# - return size, jump, start
# + return jump, size, start

# %% Only the size is returned.
# Return three numbers: size, jump, start.
# - return size, jump, start
# + return size

# %% The formula for equal layers without stride is used.
# 1 + L (K - 1) holds if all strides and dilations are 1 and all kernels equal.
# - return size, jump, start
# + return 1 + len(layers) * (layers[0][0] - 1 if layers else 0), jump, start


# %% The answer to one example is returned for every call.
# Compute it from the argument.
def receptive_field(layers):
    return 7, 1, 0
