# %% the names
def where_is_it():
    return "fc6", "conv2", "conv1"


# %% counted by hand
def where_is_it():
    seen = {"conv1": 3 * 11**2, "conv2": 96 * 5**2, "conv3": 256 * 9, "conv4": 384 * 9}
    seen |= {"conv5": 384 * 9, "fc6": 256 * 6 * 6, "fc7": 4096, "fc8": 4096}
    outputs = dict(zip(seen, (96, 256, 384, 384, 256, 4096, 4096, 1000), strict=True))
    sides = dict(zip(seen, (55, 27, 13, 13, 13, 1, 1, 1), strict=True))
    parameters = {name: outputs[name] * (seen[name] + 1) for name in seen}
    memory = {name: outputs[name] * sides[name] ** 2 for name in seen}
    work = {name: memory[name] * seen[name] for name in seen}
    return tuple(max(seen, key=counts.get) for counts in (parameters, work, memory))
