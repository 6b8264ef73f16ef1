#!/usr/bin/env python3
"""Runs `junheng timetable solve` on XHSTT archives, one thread each, and prints a table of the costs beside the best solution inside each archive.

  xhstt.py FOLDER [--seed N] [--seconds N] [--only WORD] [--judge SCRIPT] [--results FILE]

FOLDER holds the instances (*.xml, also in folders of it); archives whose name is the same and which end with .gz may hold solutions. SCRIPT (Python) is called with the file
that was written and prints the cost of each solution as its last two words; what it prints must be what we counted. A line is added to the results for
every run, and what stands there is not run again.
"""
import argparse, glob, json, os, subprocess, sys, tempfile

from bench import PROGRAM, ROOT, measured


def run(path, seed, seconds, judge):
    with tempfile.TemporaryDirectory() as folder:
        command = [PROGRAM, "timetable", "solve", path, "--out", folder, "--seed", str(seed), "--threads", "1", "--cpu-seconds", str(seconds), "--format", "json"]
        told = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
        found = {key: told[key] for key in ("hard", "soft", "cpu_seconds", "effort", "left_out")}
        if judge:
            lines = subprocess.run([sys.executable, judge, told["written"]], capture_output=True, text=True, check=True).stdout.split("\n")
            found["judged"] = [int(number) for number in lines[0].split()[-2:]]
        return found


def embedded(path):
    """The costs of the best solution that the archive beside the instance holds, as our checker counts them; none when it holds none."""
    archives = glob.glob(os.path.join(os.path.dirname(path), "..", "**", os.path.basename(path) + ".gz"), recursive=True)
    costs = []
    for archive in archives:
        told = subprocess.run([PROGRAM, "timetable", "check", archive, "--format", "json"], capture_output=True, text=True).stdout
        costs += [(solution["infeasibility"], solution["objective"]) for solution in json.loads(told)["solutions"]]
    return min(costs, default=None)


def shown(cost):
    return "none" if cost is None else str(cost[1]) if cost[0] == 0 else f"{cost[0]} hard, {cost[1]}"


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=int, default=600)
    asked.add_argument("--only", default="")
    asked.add_argument("--judge")
    asked.add_argument("--results", default=os.path.join(ROOT, "target", "bench-xhstt.jsonl"))
    args = asked.parse_args()
    known = measured(args.results, "file", "seed", "seconds")
    print("| instance | best inside the archive | ours | millions of changes | processor seconds | judged |")
    print("| --- | --- | --- | --- | --- | --- |")
    with open(args.results, "a") as kept:
        for path in sorted(glob.glob(os.path.join(args.folder, "**", "*.xml"), recursive=True)):
            name = os.path.basename(path)[:-4]
            if args.only not in name:
                continue
            key = (name, args.seed, args.seconds)
            if key not in known:
                known[key] = {"file": name, "seed": args.seed, "seconds": args.seconds, **run(path, args.seed, args.seconds, args.judge)}
                print(json.dumps(known[key]), file=kept, flush=True)
            found = known[key]
            judged = "" if "judged" not in found else "the same" if found["judged"] == [found["hard"], found["soft"]] else shown(found["judged"])
            print(f"| {name} | {shown(embedded(path))} | {shown((found['hard'], found['soft']))} | {found['effort']:.0f} | {found['cpu_seconds']:.0f} | {judged} |", flush=True)


if __name__ == "__main__":
    main()
