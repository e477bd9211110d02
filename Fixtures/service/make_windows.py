"""Counts reports within sliding windows of time with pandas.

    pip install pandas==3.1.1
    python Fixtures/service/make_windows.py

Writes windows.json: for each case the times of reports in seconds, how many the window that ends
at each of them holds (both ends counted), and whether the count was reached by that report: it was
not reached in the window that ends just before it.
"""

import json
import pathlib
import random

import pandas

assert pandas.__version__ == "3.1.1"
random.seed(5)
cases = []
for count, window, pause in [
    (3, 300, 60), (3, 300, 100), (3, 300, 150), (1, 300, 300), (2, 60, 30), (5, 300, 60), (10, 900, 90),
]:
    # Quarters of a second are exact in binary; ties and exact distances occur.
    steps = [random.choice([0, 0.25, pause, 4 * random.expovariate(1 / pause) // 1 / 4]) for _ in range(200)]
    times, now = [], 1_764_480_000.0
    for step in steps:
        now += step
        times.append(now)
    index = pandas.to_datetime(times, unit="s")
    series = pandas.Series(1, index=index)
    # Reports at the same moment follow each other: the window of one holds those before it.
    counts = series.rolling(f"{window}s", closed="both").count().astype(int).tolist()
    # How many were left just before each: of the earlier ones, those not older than the window.
    left = [
        int(((index[:number] >= index[number] - pandas.Timedelta(seconds=window))).sum())
        for number in range(len(times))
    ]
    raised = [now >= count and before < count for now, before in zip(counts, left)]
    cases.append(
        {"count": count, "window": window, "times": times, "counts": counts, "raised": raised}
    )

path = pathlib.Path(__file__).with_name("windows.json")
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n", encoding="utf-8")
