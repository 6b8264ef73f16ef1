"""The nation in Polars: lazy expressions only, one scan, one pass of aggregation."""

import polars as pl

import nation
from nation import FLOOR, INDICATORS, MET, MISSING, NOT_MET

SCHEMA = {
    "county": pl.UInt32,
    "school": pl.UInt64,
    "stage": pl.Enum(list(nation.STAGES)),
    **{name: pl.Int32 if kind is int else pl.Float64 for name, kind in nation.MEASURES.items()},
}
PRIMARY = pl.col("stage") == "primary"


def by_stage(primary, junior):
    if primary == junior:
        return pl.lit(primary)
    return pl.when(PRIMARY).then(pl.lit(primary)).otherwise(pl.lit(junior))


def total(added, taken_off):
    """Added up with plain operators: they keep missing values and run faster than the horizontal functions."""
    amount = pl.col(added[0])
    for column in added[1:]:
        amount = amount + pl.col(column)
    for column in taken_off:
        amount = amount - pl.col(column)
    return amount


def amounts():
    for name, (primary, junior, off, _, _) in INDICATORS.items():
        amount = total(primary, off)
        if primary != junior:
            amount = pl.when(PRIMARY).then(amount).otherwise(total(junior, off))
        yield amount.cast(pl.Float64).alias(f"{name}_amount")


def values():
    for name, (_, _, _, per, _) in INDICATORS.items():
        yield (per * pl.col(f"{name}_amount") / pl.col("pupils")).alias(f"{name}_value")


def standings():
    for name, (_, _, _, _, (primary, junior)) in INDICATORS.items():
        value = pl.col(f"{name}_value")
        met = value >= by_stage(primary, junior)
        at_floor = value >= by_stage(primary * FLOOR, junior * FLOOR)
        # True adds 1: NOT_MET, AT_FLOOR, MET are 1, 2, 3; a missing value stays null and becomes MISSING.
        yield (NOT_MET + at_floor.cast(pl.UInt8) + met.cast(pl.UInt8)).fill_null(MISSING).alias(f"{name}_standing")


def counts():
    columns = [pl.col(f"{name}_standing") for name in INDICATORS]
    yield pl.sum_horizontal([(column == MET).cast(pl.UInt8) for column in columns]).alias("met")
    yield pl.any_horizontal([column == NOT_MET for column in columns]).alias("below_floor")
    yield pl.sum_horizontal([(column == MISSING).cast(pl.UInt8) for column in columns]).alias("missing")


def verdict():
    failed = pl.col("below_floor") | (pl.col("met") + pl.col("missing") < nation.MET_AT_LEAST)
    return (
        pl.when(failed).then(NOT_MET).when(pl.col("missing") > 0).then(MISSING).otherwise(MET).cast(pl.UInt8)
    ).alias("verdict")


def sums():
    for name in INDICATORS:
        amount, pupils = pl.col(f"{name}_amount"), pl.col("pupils")
        yield amount.sum().alias(f"{name}_sum")
        yield (amount * amount / pupils).sum().alias(f"{name}_squares")
        yield amount.null_count().alias(f"{name}_missing")
        yield pl.when(amount.is_null()).then(pupils).sum().alias(f"{name}_missing_pupils")


def coefficients():
    for name, (_, _, _, per, _) in INDICATORS.items():
        pupils = pl.col("pupils") - pl.col(f"{name}_missing_pupils")
        mean = pl.col(f"{name}_sum") / pupils
        spread = (pl.col(f"{name}_squares") / pupils - mean * mean).clip(lower_bound=0.0).sqrt()
        yield (pl.col("units") - pl.col(f"{name}_missing")).alias(f"{name}_counted")
        yield (per * mean).alias(f"{name}_mean")
        yield (per * spread).alias(f"{name}_sd")
        yield (spread / mean).alias(f"{name}_cv")


def limits():
    limit = by_stage(nation.COEFFICIENT_AT_MOST["primary"], nation.COEFFICIENT_AT_MOST["junior"])
    for name in INDICATORS:
        met = pl.when(pl.col(f"{name}_missing") > 0).then(MISSING).when(pl.col(f"{name}_cv") <= limit).then(MET)
        yield met.otherwise(NOT_MET).cast(pl.UInt8).alias(f"{name}_verdict")


def plan(data):
    """Two lazy results over the same data: the units, and the coefficients of each county and stage."""
    with_amounts = data.with_columns(amounts())
    units = (
        with_amounts.with_columns(values())
        .with_columns(standings())
        .with_columns(counts())
        .select(
            "county", "school", "stage",
            *[f"{name}_value" for name in INDICATORS],
            *[f"{name}_standing" for name in INDICATORS],
            "met", verdict(),
        )
    )
    counties = (
        with_amounts.group_by("county", "stage")
        .agg(pl.len().alias("units"), pl.col("pupils").sum(), *sums())
        .with_columns(coefficients())
        .with_columns(limits())
    )
    return [units, counties]


def main():
    args = nation.arguments()
    from_csv, _ = nation.best_of(args.times, lambda: pl.collect_all(plan(pl.scan_csv(args.csv, schema=SCHEMA))))
    loaded = pl.read_csv(args.csv, schema=SCHEMA)
    in_memory, (units, counties) = nation.best_of(args.times, lambda: pl.collect_all(plan(loaded.lazy())))
    if args.units:
        columns = ["county", "school", "stage", *[f"{name}_standing" for name in INDICATORS], "met", "verdict"]
        units.select(columns).sort("county", "school", "stage").with_columns(pl.col("stage").cast(pl.String)).write_csv(args.units)
    if args.coefficients:
        parts = [
            counties.select(
                "county", "stage", pl.lit(name).alias("indicator"),
                *[pl.col(f"{name}_{part}").alias(part) for part in ("counted", "missing", "mean", "sd", "cv", "verdict")],
            )
            for name in INDICATORS
        ]
        pl.concat(parts).sort("county", "stage", "indicator").write_csv(args.coefficients)
    nation.report(peer=f"polars {pl.__version__}", threads=pl.thread_pool_size(), units=units.height,
                  in_memory=in_memory, from_csv=from_csv)


if __name__ == "__main__":
    main()
