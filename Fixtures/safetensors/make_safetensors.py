"""Makes the files that Python's safetensors 0.8.0 writes, and hostile.json: broken files with
whether that library refuses them. Run it with no argument; it writes beside itself."""

import json
import pathlib
import struct

import numpy as np
import safetensors
from safetensors.numpy import load, save

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(3)


# Every type, two rows of three, at the edges of its range; the same numbers as F32 in "X as F32".
types = {"BOOL": np.array([[True, False, True], [False, False, True]])}
for name in ["U8", "I8", "I16", "U16", "I32", "U32", "I64", "U64"]:
    kind = np.dtype({"U": "uint", "I": "int"}[name[0]] + name[1:])
    low, high = np.iinfo(kind).min, np.iinfo(kind).max
    types[name] = np.array([[low, high, 0], [1, high // 3, low // 3]], dtype=kind)
types["F16"] = np.array([[1, -2.5, 65504], [6e-8, np.inf, 0.1]], dtype=np.float16)
types["F32"] = np.array([[1, -2.5, 3e38], [1e-45, -np.inf, 0.1]], dtype=np.float32)
types["F64"] = np.array([[1, -2.5, 1e300], [1e-320, 1 / 3, 0.1]], dtype=np.float64)
with np.errstate(over="ignore"):
    as_float = {name + " as F32": value.astype(np.float32) for name, value in types.items()}
(here / "types.safetensors").write_bytes(save(types | as_float))

# Half precision: all exponents, with fractions of many kinds, both signs; NaN by its bits.
bits = np.unique(np.concatenate([np.arange(0, 65536, 17), np.arange(0, 65536, 1024)]))
bits = np.unique(np.concatenate([bits, bits - 1, np.arange(1025)]) % 65536).astype(np.uint16)
single = bits.view(np.float16).astype(np.float32)
brain = (np.arange(0, 65536, 23) % 65536).astype(np.uint16)
halves = {
    "half": ("float16", bits),
    "half.bits": ("int32", single.view(np.int32)),
    "brain": ("bfloat16", brain),
    "brain.bits": ("int32", (brain.astype(np.uint32) << 16).view(np.int32)),
}
specifications = {
    name: safetensors.TensorSpec(
        dtype=dtype, shape=array.shape, data_ptr=array.ctypes.data, data_len=array.nbytes
    )
    for name, (dtype, array) in halves.items()
}
(here / "halves.safetensors").write_bytes(bytes(safetensors.serialize(specifications)))

# What the writer under test must write byte for byte.
written = {
    "weight": rng.normal(size=(3, 5)).astype(np.float32),
    "bias": rng.normal(size=5).astype(np.float32),
    "scalar": np.array(2.5, dtype=np.float32),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "Zebra": np.arange(3, dtype=np.float32),
    "ünïcode \"quoted\" \\ \n \x01 😀": np.arange(2, dtype=np.float32),
    "double": rng.normal(size=(2, 2)),
    "long": np.array([[-(2**63), 2**63 - 1]]),
    "int": np.arange(-3, 4, dtype=np.int32),
    "byte": np.arange(-2, 3, dtype=np.int8),
    "unsigned": np.arange(250, 256, dtype=np.uint8).reshape(1, 2, 3),
}
(here / "written.safetensors").write_bytes(save(written, metadata={"format": "p\"t ü"}))
(here / "no-tensors.safetensors").write_bytes(save({}))


def file(header, data=b"\0" * 16, length=None):
    header = header.encode() if isinstance(header, str) else header
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def entry(dtype='"F32"', shape="[2,2]", offsets="[0,16]"):
    return '{"dtype":%s,"shape":%s,"data_offsets":%s}' % (dtype, shape, offsets)


def two(first, second, **options):
    return '{"a":%s,"b":%s}' % (entry(shape="[2]", offsets=first), entry(shape="[2]", offsets=second))


big = 2**63
hostile = {
    "valid": file('{"a":%s}' % entry()),
    "valid padded": file('{"a":%s}   \n' % entry()),
    "valid members in another order": file('{"a":{"data_offsets":[0,16],"shape":[4],"dtype":"F32"}}'),
    "valid in falling order": file(two("[8,16]", "[0,8]")),
    "valid empty tensors": file(
        '{"a":%s,"b":%s}' % (entry(shape="[0,5]", offsets="[0,0]"), entry())
    ),
    "nothing": b"",
    "seven bytes": b"\2\0\0\0\0\0\0",
    "length only": struct.pack("<Q", 0),
    "length past the end": file("{}", b"", 3),
    "length over the limit": file("{}", b"", 100_000_001),
    "length 2^63": file("{}", b"", big),
    "length 2^64 - 1": file("{}", b"", 2 * big - 1),
    "length 2^64 - 8": file("{}", b"", 2 * big - 8),
    "leading space": file(' {"a":%s}' % entry()),
    "not JSON": file("hello world"),
    "list": file("[]", b""),
    "cut": file('{"a":{"dtype":"F32"', b""),
    "more after": file('{"a":%s}}' % entry()),
    "zero bytes after": file('{"a":%s}\0\0' % entry()),
    "bad UTF-8": file(b'{"\xff":' + entry().encode() + b"}"),
    "deep": file('{"a":' * 50000, b""),
    "deep shape": file('{"a":%s}' % entry(shape="[" * 50000)),
    "deep metadata": file('{"__metadata__":{"a":' + "[" * 50000 + "}}", b""),
    "twice": file('{"a":%s,"a":%s}' % (entry(), entry())),
    "twice escaped": file('{"a":%s,"\\u0061":%s}' % (entry(), entry())),
    "dtype twice": file('{"a":{"dtype":"F32","dtype":"F32","shape":[4],"data_offsets":[0,16]}}'),
    "unknown dtype": file('{"a":%s}' % entry('"F31"')),
    "lower-case dtype": file('{"a":%s}' % entry('"f32"')),
    "dtype number": file('{"a":%s}' % entry("32")),
    "no dtype": file('{"a":{"shape":[4],"data_offsets":[0,16]}}'),
    "no shape": file('{"a":{"dtype":"F32","data_offsets":[0,16]}}'),
    "no offsets": file('{"a":{"dtype":"F32","shape":[4]}}'),
    "tensor null": file('{"a":null}'),
    "tensor empty": file('{"a":{}}'),
    "shape string": file('{"a":%s}' % entry(shape='"4"')),
    "shape negative": file('{"a":%s}' % entry(shape="[-4]")),
    "shape fraction": file('{"a":%s}' % entry(shape="[4.0]")),
    "shape 2^63": file('{"a":%s}' % entry(shape="[%d]" % big)),
    "shape 2^64": file('{"a":%s}' % entry(shape="[%d]" % (2 * big))),
    "shape overflow": file('{"a":%s}' % entry(shape="[4294967296,4294967296,4]")),
    "shape overflow to 4": file('{"a":%s}' % entry(shape="[4,4611686018427387905]")),
    "shape overflow by size": file('{"a":%s}' % entry(shape="[4611686018427387908]")),
    "shape too small": file('{"a":%s}' % entry(shape="[3]")),
    "shape too large": file('{"a":%s}' % entry(shape="[5]")),
    "shape scalar": file('{"a":%s}' % entry(shape="[]")),
    "offsets one": file('{"a":%s}' % entry(offsets="[0]")),
    "offsets three": file('{"a":%s}' % entry(offsets="[0,16,16]")),
    "offsets falling": file('{"a":%s}' % entry(offsets="[16,0]")),
    "offsets negative": file('{"a":%s}' % entry(offsets="[-16,0]")),
    "offsets 2^63": file('{"a":%s}' % entry(offsets="[0,%d]" % big)),
    "offsets 2^64": file('{"a":%s}' % entry(offsets="[0,%d]" % (2 * big))),
    "offsets past the end": file('{"a":%s}' % entry(shape="[5]", offsets="[0,20]")),
    "offsets not from 0": file('{"a":%s}' % entry(shape="[3]", offsets="[4,16]")),
    "overlap": file(two("[0,8]", "[4,12]")),
    "same bytes": file(two("[0,8]", "[0,8]"), b"\0" * 8),
    "gap": file(two("[0,8]", "[12,20]"), b"\0" * 20),
    "bytes left over": file('{"a":%s}' % entry(), b"\0" * 17),
    "bytes missing": file('{"a":%s}' % entry(), b"\0" * 15),
    "no tensor but bytes": file("{}", b"\0"),
    "metadata number": file('{"__metadata__":{"a":1},"a":%s}' % entry()),
    "metadata list": file('{"__metadata__":[],"a":%s}' % entry()),
    "trailing comma": file('{"a":%s,}' % entry()),
    "unknown member": file('{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16],"x":1}}'),
}
cases = []
for name, data in hostile.items():
    try:
        load(data)
        refused = False
    except Exception as error:  # whatever it raises, it does not load
        refused = True
    short = len(data) < 1000
    cases.append(
        {
            "name": name,
            "refused": refused,
            # A long run of one text is told as that text and how often it comes.
            "bytes": data.hex() if short else None,
        }
    )
    if not short:
        middle = '{"a":' if name == "deep" else "["
        start = data.index((middle * 50000).encode())
        cases[-1] |= {
            "prefix": data[:start].hex(),
            "repeated": middle.encode().hex(),
            "times": 50000,
            "suffix": data[start + 50000 * len(middle) :].hex(),
        }
(here / "hostile.json").write_text(json.dumps(cases, indent=1) + "\n")
print([case["name"] for case in cases if not case["refused"]])
