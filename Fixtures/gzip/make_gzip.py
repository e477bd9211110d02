"""Writes streams.json: gzip data, whole and damaged, and what Python's gzip and zlib make of them.

Python 3.11; the standard library alone. Run: python3 Fixtures/gzip/make_gzip.py
"""

import gzip
import io
import json
import pathlib
import random
import struct
import zlib


def contents():
    words = ["late", "crew", "seat 5\"", "café", "日本", ",", "\n", "gate", "   ", "0", "positive"]
    yield b""
    yield b"a"
    yield bytes(range(256)) * 2
    yield b"a" * 40_000
    yield "".join(random.choice(words) for _ in range(2_000)).encode()
    yield random.randbytes(900)
    # Matches from the far end of the window, and over a block of stored bytes.
    block = random.randbytes(32_768)
    yield block + block + block[:100]
    # Unlikely symbols, so that codes are long.
    yield bytes(int(random.expovariate(0.12)) % 256 for _ in range(3_000))


def member(data, level, strategy, wbits, flush=0, flags=0):
    compressor = zlib.compressobj(level, zlib.DEFLATED, wbits, 9, strategy)
    body = b""
    if flush:
        for start in range(0, len(data), flush):
            body += compressor.compress(data[start : start + flush])
            body += compressor.flush(zlib.Z_SYNC_FLUSH)
    else:
        body = compressor.compress(data)
    body += compressor.flush()
    header = b"\x1f\x8b\x08" + bytes([flags]) + struct.pack("<I", 1234567) + b"\x00\x03"
    if flags & 4:
        header += struct.pack("<H", 5) + b"extra"
    if flags & 8:
        header += b"tweets.csv\x00"
    if flags & 16:
        header += b"a comment\x00"
    if flags & 2:
        header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    return header + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def answer(stream):
    """What Python's gzip makes of a stream; nothing where it refuses it."""
    try:
        data = gzip.GzipFile(fileobj=io.BytesIO(stream)).read()
    except (OSError, EOFError, zlib.error):
        return None
    return {"count": len(data), "crc": zlib.crc32(data)}


def main():
    random.seed(1952)
    streams = []
    for data in contents():
        streams.append(gzip.compress(data, mtime=0))
        if len(streams[-1]) > 10_000:
            continue
        streams.append(member(data, 0, zlib.Z_DEFAULT_STRATEGY, -15))
        streams.append(member(data, 1, zlib.Z_FIXED, -15, flags=8))
        streams.append(member(data, 9, zlib.Z_HUFFMAN_ONLY, -15, flags=2 | 4 | 8 | 16))
        streams.append(member(data, 6, zlib.Z_RLE, -9, flush=1_000, flags=16))
    small = [stream for stream in streams if len(stream) < 1_000]
    streams.append(b"".join(small))
    streams.append(small[0] + small[3] + b"\x00" * 20)
    streams.append(small[2] + b"\x00\x00garbage")
    # A length of 16 bits that does not fit its complement, and a block of type 3.
    streams.append(small[0][:10] + b"\x01\x05\x00\x00\x00hello")
    streams.append(small[0][:10] + b"\x07")
    # Damaged: cut, a bit changed, bytes changed. The header's bytes that Python passes over stay.
    bases = [stream for stream in small if 30 < len(stream) < 250]
    for _ in range(200):
        stream = bytearray(random.choice(bases))
        kind = random.randrange(3)
        if kind == 0:
            del stream[random.randrange(1, len(stream)) :]
        elif kind == 1:
            stream[random.randrange(10, len(stream))] ^= 1 << random.randrange(8)
        else:
            for _ in range(random.randint(1, 4)):
                stream[random.randrange(10, min(60, len(stream)))] = random.randrange(256)
        if len(stream) < 4 or not stream[3] & 2:
            streams.append(bytes(stream))
    rows = [json.dumps({"bytes": s.hex(), "data": answer(s)}) for s in streams]
    text = ",\n".join(rows)
    pathlib.Path(__file__).with_name("streams.json").write_text(f"[\n{text}\n]\n")
    good = sum('"data": null' not in row for row in rows)
    print(len(rows), "streams,", good, "good,", len(text), "bytes")


if __name__ == "__main__":
    main()
