"""The numbers the leading group may change: presets, weights, targets; versioned and reviewed."""
