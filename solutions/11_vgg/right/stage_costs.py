# %% weights first, places at the end of a stage
def stage_costs(column, *, in_channels=3, image_size=224):
    costs, weights = [], 0
    for entry in column:
        if entry == "M":
            costs.append(weights * image_size * image_size)
            weights, image_size = 0, image_size // 2
            continue
        filters, K = (entry, 3) if isinstance(entry, int) else entry
        weights += in_channels * filters * K * K
        in_channels = filters
    return tuple(costs)


# %% a stage at a time
def stage_costs(column, *, in_channels=3, image_size=224):
    entries = [(entry, 3) if isinstance(entry, int) else entry for entry in column]
    ends = [place for place, entry in enumerate(entries) if entry == "M"]
    costs, start = (), 0
    for number, end in enumerate(ends):
        total = 0
        for filters, kernel_size in entries[start:end]:
            total += in_channels * filters * (kernel_size * (image_size >> number)) ** 2
            in_channels = filters
        costs, start = (*costs, total), end + 1
    return costs
