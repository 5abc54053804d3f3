# %% the numbers seen on the way back
def fields_of_stacks(column):
    steps = [(2, 2) if e == "M" else ((e[1], 1) if isinstance(e, tuple) else (3, 1)) for e in column]
    fields = []
    for place, (kernel_size, stride) in enumerate(steps):
        if stride == 2:
            seen = 1
            for K, S in reversed(steps[: place + 1]):
                seen = (seen - 1) * S + K
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
