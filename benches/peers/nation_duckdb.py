"""The nation in DuckDB: one statement for the units, one for the coefficients, both vectorised end to end."""

import duckdb

import nation
from nation import FLOOR, INDICATORS, MET, MISSING, NOT_MET


def total(added, taken_off):
    return " + ".join(added) + "".join(f" - {column}" for column in taken_off)


def amount(name):
    primary, junior, off, _, _ = INDICATORS[name]
    if primary == junior:
        return total(primary, off)
    return f"CASE WHEN stage = 'primary' THEN {total(primary, off)} ELSE {total(junior, off)} END"


def by_stage(primary, junior):
    if primary == junior:
        return f"{primary!r}::DOUBLE"
    return f"CASE WHEN stage = 'primary' THEN {primary!r}::DOUBLE ELSE {junior!r}::DOUBLE END"


def source(table):
    amounts = ", ".join(f"({amount(name)})::DOUBLE AS {name}_amount" for name in INDICATORS)
    return f"(SELECT county, school, stage, pupils, {amounts} FROM {table})"


def units_statement(table):
    values, standings = [], []
    for name, (_, _, _, per, (primary, junior)) in INDICATORS.items():
        values.append(f"{per} * {name}_amount / pupils AS {name}_value")
        met = f"{name}_value >= {by_stage(primary, junior)}"
        at_floor = f"{name}_value >= {by_stage(primary * FLOOR, junior * FLOOR)}"
        standings.append(
            f"coalesce({NOT_MET} + ({at_floor})::UTINYINT + ({met})::UTINYINT, {MISSING})::UTINYINT AS {name}_standing"
        )
    count = lambda state: " + ".join(f"({name}_standing = {state})::UTINYINT" for name in INDICATORS)
    below = " OR ".join(f"{name}_standing = {NOT_MET}" for name in INDICATORS)
    return f"""
        SELECT * EXCLUDE (missing, below),
               CASE WHEN below OR met + missing < {nation.MET_AT_LEAST} THEN {NOT_MET}
                    WHEN missing > 0 THEN {MISSING} ELSE {MET} END::UTINYINT AS verdict
        FROM (SELECT *, {count(MET)} AS met, {count(MISSING)} AS missing, ({below}) AS below
              FROM (SELECT *, {", ".join(standings)}
                    FROM (SELECT county, school, stage, {", ".join(values)} FROM {source(table)})))
    """


def coefficients_statement(table):
    sums, parts, verdicts = [], [], []
    limit = by_stage(nation.COEFFICIENT_AT_MOST["primary"], nation.COEFFICIENT_AT_MOST["junior"])
    for name, (_, _, _, per, _) in INDICATORS.items():
        sums += [
            f"sum({name}_amount) AS {name}_sum",
            f"sum({name}_amount * {name}_amount / pupils) AS {name}_squares",
            f"count({name}_amount) AS {name}_counted",
            f"sum(CASE WHEN {name}_amount IS NOT NULL THEN pupils ELSE 0 END) AS {name}_pupils",
        ]
        mean = f"({name}_sum / {name}_pupils)"
        spread = f"sqrt(greatest({name}_squares / {name}_pupils - {mean} * {mean}, 0))"
        parts += [
            f"units - {name}_counted AS {name}_missing",
            f"{per} * {mean} AS {name}_mean",
            f"{per} * {spread} AS {name}_sd",
            f"{spread} / {mean} AS {name}_cv",
        ]
        verdicts.append(
            f"CASE WHEN {name}_missing > 0 THEN {MISSING} WHEN {name}_cv <= {limit} THEN {MET} ELSE {NOT_MET} END"
            f"::UTINYINT AS {name}_verdict"
        )
    return f"""
        SELECT *, {", ".join(verdicts)}
        FROM (SELECT *, {", ".join(parts)}
              FROM (SELECT county, stage, count(*) AS units, sum(pupils) AS pupils, {", ".join(sums)}
                    FROM {source(table)} GROUP BY county, stage))
    """


def columns():
    stages = ", ".join(f"'{stage}'" for stage in nation.STAGES)
    yield "county", "UINTEGER"
    yield "school", "UBIGINT"
    yield "stage", f"ENUM ({stages})"
    for name, kind in nation.MEASURES.items():
        yield name, "INTEGER" if kind is int else "DOUBLE"


def run(connection, table):
    units = connection.sql(units_statement(table)).to_arrow_table()
    counties = connection.sql(coefficients_statement(table)).to_arrow_table()
    return units, counties


def load(connection, csv, kind="TEMP TABLE"):
    types = ", ".join(f"'{name}': '{type_}'" if "ENUM" not in type_ else f"'{name}': 'stage'" for name, type_ in columns())
    connection.execute(
        f"CREATE OR REPLACE {kind} units AS SELECT * FROM read_csv('{csv}', header = true, delim = ',', "
        f"auto_detect = false, quote = '', escape = '', columns = {{{types}}})"
    )


def main():
    args = nation.arguments()
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"CREATE TYPE stage AS {dict(columns())['stage']}")

    def csv_to_verdicts():
        load(connection, args.csv)
        return run(connection, "units")

    from_csv, _ = nation.best_of(args.times, csv_to_verdicts)
    load(connection, args.csv)
    in_memory, (units, counties) = nation.best_of(args.times, lambda: run(connection, "units"))
    connection.register("unit_results", units)
    connection.register("county_results", counties)
    if args.units:
        standings = ", ".join(f"{name}_standing" for name in INDICATORS)
        connection.execute(
            f"COPY (SELECT county, school, stage, {standings}, met, verdict FROM unit_results "
            f"ORDER BY county, school, stage) TO '{args.units}' (HEADER)"
        )
    if args.coefficients:
        parts = " UNION ALL ".join(
            f"SELECT county, stage, '{name}' AS indicator, {name}_counted AS counted, {name}_missing AS missing, "
            f"{name}_mean AS mean, {name}_sd AS sd, {name}_cv AS cv, {name}_verdict AS verdict FROM county_results"
            for name in INDICATORS
        )
        connection.execute(
            f"COPY (SELECT * FROM ({parts}) ORDER BY county, stage, indicator) TO '{args.coefficients}' (HEADER)"
        )
    threads = connection.execute("SELECT current_setting('threads')").fetchone()[0]
    nation.report(peer=f"duckdb {duckdb.__version__}", threads=threads, units=units.num_rows,
                  in_memory=in_memory, from_csv=from_csv)


if __name__ == "__main__":
    main()
