"""Reads the JSON lines of the engine and its peer from standard input, and prints what both measured side by side."""

import json
import sys


def main():
    lines = [json.loads(line) for line in sys.stdin if line.startswith("{")]
    peer = next((line for line in lines if line["work"] == "peer"), None)
    years = [line for line in lines if line["work"] == "estimate" and line["part"] == "national year"]
    draws = [line for line in lines if line["work"] == "estimate" and line["part"] == "draws"]
    if peer is None or not years:
        sys.exit("there is nothing to compare")
    print()
    print(f"{'national year, 2.52 M results':44} {'seconds':>9} {'memory MB':>10} {'times the peer':>15}")
    print(f"{peer['with'] + ', 1,000 draws':44} {peer['seconds']:9.2f} {peer['peak_memory_mb']:10.0f} {'':>15}")
    for year in years:
        name = f"headwater, {year['workers']} workers, {year['draws']:,} draws"
        print(f"{name:44} {year['seconds']:9.2f} {year['peak_memory_mb']:10.0f} {peer['seconds'] / year['seconds']:14.1f}x")
    print()
    print(f"{'draws':44} {'G draws/s':>9}")
    print(f"{'NumPy, one thread':44} {peer['draws_g_per_s']:9.3f}")
    for draw in draws:
        name = f"headwater, {draw['threads']} threads"
        print(f"{name:44} {draw['draws_g_per_s']:9.3f}")


if __name__ == "__main__":
    main()
