"""Reads the JSON lines of the engine and its peer from standard input, and prints what both measured side by side."""

import json
import sys

PARTS = [
    ("parse", "read the canonical tables"),
    ("interpret", "interpret them as results"),
    ("judge", "judge their quality"),
    ("sites", "loads and estimates of sites"),
    ("areas", "sums over areas"),
    ("csv", "write the tables as CSV"),
]


def main():
    lines = [json.loads(line) for line in sys.stdin if line.startswith("{")]
    peer = next((line for line in lines if line["work"] == "peer"), None)
    named = lambda part: [line for line in lines if line["work"] == "estimate" and line["part"] == part]
    years, files, draws = named("national year"), named("national year from files to tables"), named("draws")
    if peer is None or not years:
        sys.exit("there is nothing to compare")
    print()
    print(f"{'national year, 2.52 M results in memory':44} {'seconds':>9} {'processor':>10} {'memory MB':>10} {'times the peer: clock':>22} {'processor':>10}")
    print(f"{peer['with'] + ', 1,000 draws':44} {peer['seconds']:9.2f} {peer['processor_s']:10.2f} {peer['peak_memory_mb']:10.0f}")
    for year in years:
        name = f"headwater, {counted(year['workers'], 'worker')}, {year['draws']:,} draws"
        clock, processor = peer["seconds"] / year["seconds"], peer["processor_s"] / year["processor_s"]
        print(f"{name:44} {year['seconds']:9.2f} {year['processor_s']:10.2f} {year['peak_memory_mb']:10.0f} {clock:21.1f}x {processor:9.1f}x")
    for year in files:
        print()
        head = f"national year from files, {counted(year['workers'], 'worker')}"
        print(f"{head:44} {'seconds':>9} {'processor':>10}")
        for part, name in PARTS:
            if part + "_s" in year:
                print(f"  {name:42} {year[part + '_s']:9.2f} {year[part + '_processor_s']:10.2f}")
        print(f"  {'together':42} {year['seconds']:9.2f} {year['processor_s']:10.2f}")
        print(f"  {year['bytes_in'] / 1e6:,.0f} MB in, {year['bytes_out'] / 1e6:,.0f} MB out; peak memory {year['peak_memory_mb']:.0f} MB")
    print()
    print(f"{'draws':44} {'G a second':>10} {'G a processor second':>21} {'GB/s':>8}")
    print(f"{'NumPy, one thread':44} {peer['draws_g_per_s']:10.3f} {peer['draws_g_per_processor_s']:21.3f}")
    for draw in draws:
        name = f"headwater, {counted(draw['threads'], 'thread')}"
        print(f"{name:44} {draw['draws_g_per_s']:10.3f} {draw['draws_g_per_processor_s']:21.3f} {draw['gb_per_s']:8.1f}")


def counted(count, noun):
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


if __name__ == "__main__":
    main()
