"""Whether what a hub's ledger says of each feed is what the county sent it.

    account.py DIR      county/ (its files), sent.json, feeds.json, quarantine.json

Reads the county's own files and nothing of what wrote them.
"""
import collections
import csv
import json
import sys

folder = sys.argv[1]


def read(name):
    with open(f"{folder}/{name}", encoding="utf-8") as file:
        return json.load(file)


def rows(name):
    with open(f"{folder}/county/truth/{name}", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


sent = collections.Counter()
again = collections.Counter()
holes = collections.defaultdict(list)
for row in rows("deliveries.csv"):
    feed = row["event"].rpartition("/")[0]
    sent[feed] += 1
    again[feed] += int(row["again"])
for row in rows("holes.csv"):
    holes[row["feed"]].append(int(row["sequence"]))
amended = collections.Counter()
with open(f"{folder}/county/events.ndjson", encoding="utf-8") as lines:
    seen = set()
    for line in lines:
        if '"corrects":' not in line and '"withdraws":' not in line:
            continue
        event = json.loads(line)
        name = (event["feed"], event["id"])
        if name not in seen and (event.get("corrects") or event.get("withdraws")):
            amended[event["feed"]] += 1
            seen.add(name)

wrong = []


def expect(what, is_so, should_be):
    if is_so != should_be:
        wrong.append(f"{what}: {is_so}, should be {should_be}")


print(f"{'feed':40}{'sent':>9} ={'events':>9} +{'repeats':>8}{'conflicts':>11}{'holes':>7}{'amend':>7}")
answer = read("feeds.json")
for feed in answer["feeds"]:
    name = feed["feed"]
    events, repeats, conflicts, missing = (
        int(feed[key]) for key in ("events", "repeats", "conflicts", "missing")
    )
    if name not in sent and events == 0:
        continue
    print(f"{name:40}{sent[name]:9} ={events:9} +{repeats:8}{conflicts:11}{missing:7}{amended[name]:7}")
    expect(f"{name} events and repeats", events + repeats, sent[name])
    expect(f"{name} repeats", repeats, again[name])
    expect(f"{name} conflicts", conflicts, 0)
    # A hub cannot know of what was lost after the last that came.
    expect(f"{name} missing", missing, sum(hole <= int(feed["sequence_max"]) for hole in holes[name]))
    sent.pop(name)
expect("feeds that the hub does not know", sorted(sent), [])
receipts = read("sent.json")
expect("sent", receipts["sent"], read("written.json")["events"])
expect("accepted", receipts["accepted"], receipts["sent"])
expect("refused", receipts["refused"], 0)
quarantine = read("quarantine.json")
held = quarantine.get("records", quarantine.get("quarantined", []))
expect("in quarantine", len(held), 0)
total = sum(int(feed["events"]) + int(feed["repeats"]) for feed in answer["feeds"])
print(f"{receipts['sent']} sent, {receipts['refused']} refused, {total} in the ledger, {len(held)} in quarantine")
for line in wrong:
    print("WRONG: " + line)
sys.exit(1 if wrong else 0)
