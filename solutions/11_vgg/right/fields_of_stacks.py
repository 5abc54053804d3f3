# %% walks back from every pooling to the image
def fields_of_stacks(column):
    windows = []
    for entry in column:
        kernel_size = entry[1] if isinstance(entry, tuple) else 3
        windows.append((2, 2) if entry == "M" else (kernel_size, 1))
    fields = []
    for place, entry in enumerate(column):
        if entry == "M":
            seen = 1
            for kernel_size, stride in reversed(windows[: place + 1]):
                seen = (seen - 1) * stride + kernel_size
            fields.append(seen)
    return tuple(fields)


# %% the jump from the number of poolings
def fields_of_stacks(column):
    found, field = [], 1
    for entry in column:
        jump = 2 ** len(found)
        if entry == "M":
            field = field + jump
            found.append(field)
        elif isinstance(entry, tuple):
            field = field + jump * (entry[1] - 1)
        else:
            field = field + 2 * jump
    return tuple(found)
