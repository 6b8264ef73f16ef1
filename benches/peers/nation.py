"""What the peers compute: the seven resource indicators of the 2017 standard, as a plain table.

Per unit and indicator a value and a standing; per unit the 6-of-7 verdict; per county, stage and indicator
the pupil-weighted mean, spread and coefficient with its verdict. The bench compares every result with ours.
"""

import argparse
import json
import time

STAGES = ("primary", "junior")
MISSING, NOT_MET, AT_FLOOR, MET = 0, 1, 2, 3
FLOOR = 0.85
MET_AT_LEAST = 6
COEFFICIENT_AT_MOST = {"primary": 0.50, "junior": 0.45}

# id: (columns added up in the primary stage, in the junior stage, columns taken off, per how many pupils, thresholds)
INDICATORS = {
    "R1": (
        ("teachers_college", "teachers_bachelor", "teachers_graduate"),
        ("teachers_bachelor", "teachers_graduate"),
        (), 100, (4.2, 5.3),
    ),
    "R2": (("backbone_teachers",), ("backbone_teachers",), (), 100, (1.0, 1.0)),
    "R3": (("teachers_pe", "teachers_arts"), ("teachers_pe", "teachers_arts"), (), 100, (0.9, 0.9)),
    "R4": (("teaching_area",), ("teaching_area",), ("indoor_sports_area",), 1, (4.5, 5.8)),
    "R5": (
        ("sports_ground_area", "indoor_sports_area"), ("sports_ground_area", "indoor_sports_area"),
        (), 1, (7.5, 10.2),
    ),
    "R6": (("equipment_value",), ("equipment_value",), (), 1, (2000.0, 2500.0)),
    "R7": (("media_rooms",), ("media_rooms",), (), 100, (2.3, 2.4)),
}
# The measures in the order of the file's columns: whole numbers or decimals.
MEASURES = {
    "pupils": int,
    "teachers_college": int,
    "teachers_bachelor": int,
    "teachers_graduate": int,
    "backbone_teachers": int,
    "teachers_pe": int,
    "teachers_arts": int,
    "teaching_area": float,
    "indoor_sports_area": float,
    "sports_ground_area": float,
    "equipment_value": float,
    "media_rooms": int,
}


def best_of(times, run):
    """The shortest of several runs in seconds, and the last result."""
    shortest, result = float("inf"), None
    for _ in range(times):
        result = None
        start = time.perf_counter()
        result = run()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest, result


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("csv")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--units", help="write the standings of all units here (CSV)")
    parser.add_argument("--coefficients", help="write the coefficients of all counties here (CSV)")
    return parser.parse_args()


def report(**figures):
    print(json.dumps(figures))
