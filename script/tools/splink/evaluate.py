"""Links one or two tables with Splink, by its ready-made comparisons, and measures the pairs.

    evaluate.py FILE [FILE2] --truth rec_id [--without soc_sec_id]

The peer of `goldthread match evaluate`, run beside it by script/bench identity: the same files,
the same measure, the threshold fixed beforehand (a match probability of a half). Prints a line of
JSON.
"""

import argparse
import csv
import json
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLD = 0.5
WIDE_RECORDS_MAX = 20_000


def read(path, feed, truth, without):
    with open(path, encoding="utf-8", newline="") as file:
        rows = []
        for row in csv.DictReader(file, skipinitialspace=True):
            name = row.pop(truth)
            person = name.split("-")[1] if name.startswith("rec-") else name
            for column in without:
                row.pop(column)
            cells = {key: (value or "").strip() or None for key, value in row.items()}
            rows.append({"unique_id": f"{feed}-{len(rows)}", "person": person, **cells})
    return rows


def table(connection, name, rows):
    columns = list(rows[0])
    listed = ", ".join(f'"{column}" VARCHAR' for column in columns)
    connection.execute(f"CREATE TABLE {name} ({listed})")
    marks = ", ".join("?" for _ in columns)
    connection.executemany(
        f"INSERT INTO {name} VALUES ({marks})", [[row[c] for c in columns] for row in rows]
    )


def comparisons(columns):
    ready = {
        "given_name": cl.NameComparison("given_name"),
        "surname": cl.NameComparison("surname"),
        "date_of_birth": cl.DateOfBirthComparison(
            "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
        ),
        "soc_sec_id": cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        "street_number": cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        "address_1": cl.JaroWinklerAtThresholds("address_1"),
        "address_2": cl.JaroWinklerAtThresholds("address_2"),
        "suburb": cl.JaroWinklerAtThresholds("suburb"),
        "postcode": cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        "state": cl.ExactMatch("state").configure(term_frequency_adjustments=True),
    }
    return [ready[column] for column in columns if column in ready]


# One column each: the widest net, where files are small. Larger ones have too many pairs of one
# surname or place: then two things have to agree.
def blocks(columns, records):
    if records > WIDE_RECORDS_MAX:
        pairs = [
            ("soc_sec_id",),
            ("date_of_birth",),
            ("given_name", "surname"),
            ("surname", "postcode"),
            ("given_name", "postcode"),
            ("surname", "address_1"),
        ]
        return [block_on(*pair) for pair in pairs if all(c in columns for c in pair)]
    wide = ["soc_sec_id", "given_name", "surname", "date_of_birth", "postcode", "suburb", "address_1"]
    return [block_on(column) for column in wide if column in columns]


def measure(found, rows):
    people = {}
    for place, row in rows.items():
        people.setdefault(row["person"], []).append(place)
    all_pairs = sum(len(p) * (len(p) - 1) // 2 for p in people.values())
    right = sum(1 for a, b in found if rows[a]["person"] == rows[b]["person"])
    precision = right / len(found) if found else 1
    recall = right / all_pairs if all_pairs else 1
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
    return {"precision": precision, "recall": recall, "f1": f1}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--truth", required=True)
    parser.add_argument("--without", action="append", default=[])
    options = parser.parse_args()
    feeds = [
        read(path, feed, options.truth, options.without)
        for feed, path in enumerate(options.files)
    ]
    connection = duckdb.connect()
    names = [f"feed_{i}" for i in range(len(feeds))]
    for name, rows in zip(names, feeds):
        table(connection, name, rows)
    columns = [column for column in feeds[0][0] if column not in ("unique_id", "person")]
    began, began_cpu = time.time(), time.process_time()
    link_type = "dedupe_only" if len(feeds) == 1 else "link_only"
    settings = SettingsCreator(
        link_type=link_type,
        comparisons=comparisons(columns),
        blocking_rules_to_generate_predictions=blocks(columns, sum(map(len, feeds))),
    )
    api = DuckDBAPI(connection=connection)
    inputs = [api.register(name) for name in names]
    linker = Linker(inputs if len(inputs) > 1 else inputs[0], settings)
    training = linker.training
    sure = [block_on("given_name", "surname", "date_of_birth")]
    if "soc_sec_id" in columns:
        sure.append(block_on("soc_sec_id"))
    training.estimate_probability_two_random_records_match(sure, recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    training.estimate_parameters_using_expectation_maximisation(block_on("surname"))
    predicted = linker.inference.predict(threshold_match_probability=THRESHOLD)
    pairs = connection.execute(
        f"SELECT DISTINCT unique_id_l, unique_id_r FROM {predicted.physical_name}"
    ).fetchall()
    rows = {row["unique_id"]: row for feed in feeds for row in feed}
    result = {"records": len(rows), **measure(pairs, rows), "seconds": time.time() - began,
              "cpu_seconds": time.process_time() - began_cpu}
    json.dump(result, sys.stdout)
    print()


if __name__ == "__main__":
    main()
