"""Dense and sparse products: what everything else stands on."""

from comparison.programs import ratios
from comparison.report import Row, Section

TITLE = "Products of matrices"
SIZE = 2_048
#: Of products with weights of 8 bits: DistilBERT-base's widest layer, and how many rows it gets.
OUTPUTS, INPUTS, ROWS = 3_072, 768, (32, 512)


def measure(programs, data, limits):
    rows = []
    for threads in (1, 2):
        sides = programs.in_turn({
            "ours": lambda: programs.ours("matrix-products", "--size", SIZE, threads=threads),
            "peer": lambda: programs.peer("matrix_products", "--size", SIZE, threads=threads),
        })
        ours, peer = sides["ours"], sides["peer"]
        rate = ours["operations"] / ours.median("product")
        peak = limits.operations(threads)
        rows.append(Row(
            what=f"Float matrices of {SIZE:,} x {SIZE:,}, {count(threads)}",
            peer=f"{ours['operations'] / peer.median('product') / 1e9:.0f} GFLOPS",
            ours=f"{rate / 1e9:.0f} GFLOPS",
            ratios=ratios(peer.seconds("product"), ours.seconds("product")),
            share=None if peak is None else rate / peak,
        ))
    for threads in (1, 2):
        sides = programs.in_turn({
            "ours": lambda: programs.ours("sparse-products", "--data", data.all, threads=threads),
            "peer": lambda: programs.peer("sparse_products", "--data", data.all, threads=threads),
        })
        ours, peer = sides["ours"], sides["peer"]
        for width in (1, 16):
            for name, text in (("product", "A·B"), ("transposed_product", "Aᵀ·B")):
                rows.append(sparse(f"{name}_{width}", text, width, threads, ours, peer, limits))
    for threads in (1, 2):
        rows += int8(programs, threads, limits)
    return Section(TITLE, rows, [], [
        "Peers: NumPy and SciPy, float32. The sparse matrix A is TF-IDF of the raw tweets; SciPy "
        "multiplies sparse matrices on one thread, and adds in float32 where we add in Double. "
        "The limit of dense products is the peak of Float operations; that of sparse ones the time "
        "to read A once from main memory, which a cache that holds A can beat; that of int8 the peak of "
        "multiply-adds of bytes. int8 products quantise their activations on the way.",
    ])


def int8(programs, threads, limits):
    """Products with weights of 8 bits, which have no peer here: the engines run whole models."""
    sides = programs.in_turn({
        "ours": lambda: programs.ours("int8-products", "--rows", *ROWS, threads=threads),
    })
    rows = []
    for count_of_rows in ROWS:
        time = sides["ours"].median(f"{OUTPUTS}x{INPUTS}_rows_{count_of_rows}")
        rate = count_of_rows * OUTPUTS * INPUTS / time
        peak = limits.byte_products(threads)
        rows.append(Row(
            what=f"int8, {count_of_rows} x {INPUTS} by {INPUTS} x {OUTPUTS:,}, {count(threads)}",
            peer="",
            ours=f"{rate / 1e9:.0f} billion multiply-adds a second",
            share=None if peak is None else rate / peak,
        ))
    return rows


def sparse(name, text, width, threads, ours, peer, limits):
    elements = ours["stored"] * width
    return Row(
        what=f"Sparse {text}, B {width} wide, {count(threads)}",
        peer=f"{peer.median(name) / elements * 1e9:.2f} ns an element",
        ours=f"{ours.median(name) / elements * 1e9:.2f} ns an element",
        ratios=ratios(peer.seconds(name), ours.seconds(name)),
        share=ours["matrix_bytes"] / limits.memory[threads] / ours.median(name),
    )


def count(threads):
    return "1 thread" if threads == 1 else f"{threads} threads"
