# %% the shape of the output in one variable
def parameters_by_layer(layers, *, in_channels, image_size):
    shape, counts = (in_channels, image_size, image_size), []
    for layer in layers:
        C, H, W = shape
        if layer[0] == "dense":
            counts.append(layer[1] * C * H * W + layer[1])
            shape = (layer[1], 1, 1)
        elif layer[0] == "pool":
            counts.append(0)
            _, K, stride = layer
            shape = (C, 1 + (H - K) // stride, 1 + (W - K) // stride)
        else:
            _, F, K, stride, padding, groups = layer
            counts.append(F * K * K * C // groups + F)
            shape = (F, *(1 + (n + 2 * padding - K) // stride for n in (H, W)))
    return tuple(counts)


# %% a helper for weights and biases
def parameters_by_layer(layers, *, in_channels, image_size):
    def learned(outputs, inputs):
        return outputs * inputs + outputs

    numbers = []
    for name, first, *rest in layers:
        if name == "pool":
            image_size = (image_size - first + rest[0]) // rest[0]
            numbers.append(0)
            continue
        if name == "conv":
            K, stride, padding, groups = rest
            numbers.append(learned(first, K * K * in_channels // groups))
            image_size = (image_size + 2 * padding - K + stride) // stride
        else:
            numbers.append(learned(first, in_channels * image_size * image_size))
            image_size = 1
        in_channels = first
    return tuple(numbers)
