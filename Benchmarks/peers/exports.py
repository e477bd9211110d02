"""Reads what swiftlet-benchmarks exports."""


def texts(tensors, name):
    """Texts that were written end to end with the offset at which each begins."""
    utf8 = tensors[f"{name}.utf8"].tobytes()
    offsets = tensors[f"{name}.offsets"].tolist()
    return [utf8[start:end].decode() for start, end in zip(offsets, offsets[1:])]
