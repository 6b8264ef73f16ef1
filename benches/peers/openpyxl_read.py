"""Reads every cell of a workbook with openpyxl, in its quickest mode, and reports the time and the peak memory."""

import json
import resource
import sys
import time

import openpyxl


def main():
    start = time.perf_counter()
    book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
    rows = cells = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            rows += 1
            cells += len(row)
    seconds = time.perf_counter() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peer": f"openpyxl {openpyxl.__version__}", "seconds": seconds, "rows": rows, "cells": cells,
                      "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
