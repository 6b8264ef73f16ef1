#!/usr/bin/env python3
"""Times `junheng timetable solve` beside `fet-cl` on files of the Debian package fet-data, lets fet-cl judge our answers, and prints a table.

  bench.py [--seeds N] [--limit SECONDS] [--more SECONDS] [--only WORD] [--side fet|ours] [--results FILE]

Each side has one thread and processor seconds count. A line is added to the results for every run, and what stands there is not run again.
"""
import argparse, glob, json, os, re, signal, statistics, subprocess, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "junheng")
QUIET = ["--htmllevel=0"] + [f"--{name}=false" for name in (
    "warnifusingnotperfectconstraints", "warnsubgroupswiththesameactivities", "warnifusinggroupactivitiesininitialorder",
    "warnifusingstudentsminhoursdailywithallowemptydays")]


def examples():
    """The folder with the example files, asked of the package."""
    listed = subprocess.run(["dpkg", "-L", "fet-data"], capture_output=True, text=True, check=True).stdout.split("\n")
    return min((line for line in listed if line.endswith("/examples")), key=len)


def run(command, limit):
    """Runs a command, stopped from outside when its processor time is over: fet-cl does not always keep its own limit."""
    start = time.time()
    with tempfile.TemporaryFile("w+", errors="replace") as words:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.DEVNULL)
        tick, told = os.sysconf("SC_CLK_TCK"), None
        while True:
            pid, _, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            try:
                stat = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
                used = (int(stat[11]) + int(stat[12])) / tick
            except OSError:
                used = 0
            if used > limit and told is None:
                process.send_signal(signal.SIGTERM)
                told = time.time()
            if told and time.time() - told > 60:
                process.kill()
            time.sleep(0.02)
        words.seek(0)
        return words.read(), usage.ru_utime + usage.ru_stime, time.time() - start


def fet(path, seed, limit):
    with tempfile.TemporaryDirectory() as folder:
        seeds = [f"--randomseeds{key}={seed + 100 * at}" for at, key in enumerate(("10", "11", "12", "20", "21", "22"))]
        command = ["fet-cl", f"--inputfile={path}", f"--outputdir={folder}", f"--timelimitseconds={int(limit * 20)}", *QUIET, *seeds]
        words, cpu, wall = run(command, limit)
        return {"solved": "Simulation successful" in words, "cpu": cpu, "wall": wall, "soft": soft_conflicts(folder)}


def soft_conflicts(folder):
    for path in glob.glob(f"{folder}/**/*soft_conflicts.txt", recursive=True):
        found = re.search(r"[Tt]otal soft conflicts: *([\d.]+)", open(path, errors="replace").read())
        if found:
            return float(found.group(1))
    return None


def ours(path, seed, seconds, judge=False):
    with tempfile.TemporaryDirectory() as folder:
        command = [PROGRAM, "timetable", "solve", path, "--out", folder, "--seed", str(seed), "--threads", "1",
                   "--cpu-seconds", str(int(seconds)), "--format", "json"]
        words, cpu, wall = run(command, seconds + 30)
        told = json.loads(words)
        result = {"solved": told["feasible"], "first": told["first_whole_cpu_seconds"], "soft": told["soft"], "least": told["least"], "cpu": cpu, "wall": wall,
                  "unplaced": told["unplaced"], "hard": told["hard"]}
        if judge and told["feasible"]:
            words, *_ = run(["fet-cl", f"--inputfile={folder}/timetable.fet", f"--outputdir={folder}/judged", "--timelimitseconds=60", *QUIET], 60)
            result["accepted"] = "Simulation successful" in words
            result["soft_by_fet"] = soft_conflicts(f"{folder}/judged")
        return result


def ours_in_steps(path, seed, limit, more):
    """First a short run, which is enough for most; else a run to the limit, and one that ends `more` seconds after the first whole timetable."""
    result = ours(path, seed, more + 1, judge=True)
    if not result["solved"] or result["first"] > 1:
        longer = result if result["solved"] else ours(path, seed, limit)
        if longer["solved"]:
            result = ours(path, seed, longer["first"] + more + 1, judge=True)
        else:
            result = longer
    return result


def measured(path, *keys):
    """The runs that a file of results holds, by what they are about; its folder is made if it is not there."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    runs = [json.loads(line) for line in open(path)] if os.path.exists(path) else []
    return {tuple(run[key] for key in keys): run for run in runs}


def median(values):
    return statistics.median(values) if values else None


def shown(value, digits=2):
    return "" if value is None else f"{value:.{digits}f}"


def table(results, files, seeds, limit):
    print("| file | fet-cl solves | seconds | soft | ours solves | first whole | soft after more | at least | accepted |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    ratios, softs, solved, missed, new, unsolved = [], [], 0, [], 0, 0
    for name in files:
        theirs = [results[name, seed, "fet"] for seed in seeds if (name, seed, "fet") in results]
        own = [results[name, seed, "ours"] for seed in seeds if (name, seed, "ours") in results]
        if not theirs or not own:
            continue
        they, we = [r for r in theirs if r["solved"]], [r for r in own if r["solved"]]
        their_time, our_time = median([r["cpu"] for r in they]), median([r["first"] for r in we])
        their_soft, our_soft = median([r["soft"] for r in they if r["soft"] is not None]), median([r["soft"] for r in we])
        accepted = all(r.get("accepted") and abs(r["soft_by_fet"] - r["soft"]) < 0.01 for r in we) if we else None
        print(f"| {name.rsplit('/', 1)[-1]} | {len(they)}/{len(theirs)} | {shown(their_time)} | {shown(their_soft)} | {len(we)}/{len(own)} | "
              f"{shown(our_time)} | {shown(our_soft)} | {shown(own[0]['least'])} | {'' if accepted is None else 'yes' if accepted else 'no'} |")
        if they:
            solved += 1
            if we:
                ratios.append(our_time / max(their_time, 0.01))
                if their_soft is not None:
                    softs.append((our_soft, their_soft))
            else:
                missed.append(name)
        else:
            unsolved += 1
            new += bool(we)
    ratios.sort()
    print(f"\nfet-cl solves {solved}; of these we miss {len(missed)} {missed}. Of {unsolved} that it leaves within {limit} s we solve {new}.")
    if ratios:
        print(f"Time to the first whole timetable over fet-cl's: median {median(ratios):.3f}, ninetieth percentile {ratios[int(0.9 * (len(ratios) - 1))]:.3f}.")
        no_worse = sum(own <= their + 1e-9 for own, their in softs)
        heavy = [own / their for own, their in softs if their > 5]
        print(f"Soft total no worse on {no_worse} of {len(softs)}; where fet-cl's is over 5 ({len(heavy)} files) the median ratio is {shown(median(heavy), 3)}.")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--limit", type=int, default=60)
    asked.add_argument("--more", type=int, default=10)
    asked.add_argument("--only", default="")
    asked.add_argument("--side", choices=("fet", "ours"), help="measure one side only")
    asked.add_argument("--results", default=os.path.join(ROOT, "target", "bench-timetable.jsonl"))
    args = asked.parse_args()
    folder, files = examples(), [line.strip() for line in open(os.path.join(HERE, "files.txt")) if args.only in line]
    results = measured(args.results, "file", "seed", "side")
    seeds = range(1, args.seeds + 1)
    with open(args.results, "a") as kept:
        for seed in seeds:
            for name in files:
                path = os.path.join(folder, name)
                sides = {"fet": lambda: fet(path, seed, args.limit), "ours": lambda: ours_in_steps(path, seed, args.limit, args.more)}
                for side, measure in sides.items():
                    if (name, seed, side) not in results and args.side in (None, side):
                        found = {"file": name, "seed": seed, "side": side, "load": os.getloadavg()[0], **measure()}
                        results[name, seed, side] = found
                        print(json.dumps(found), file=kept, flush=True)
    table(results, files, seeds, args.limit)


if __name__ == "__main__":
    main()
