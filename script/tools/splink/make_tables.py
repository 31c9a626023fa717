"""Makes tables as Febrl's, from a seed: harder ones than are to be had, and with families in them.

    make_tables.py SEED --out PREFIX [--people 3000] [--copies 3000] [--most-copies 3]
                   [--most-errors 5] [--most-a-field 1] [--families 15] [--two]

Names, streets and towns are drawn from Febrl's own (--from, the folder of its tables). Of every
hundred people, --families have one to three siblings with the same family name and address, of
whom one in thirty-three is a twin. With --two the copies go into a table of their own.
"""

import argparse
import csv
import pathlib
import random
from collections import Counter

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
# How often an error is of this field.
ERRORS = {
    "given_name": 12,
    "surname": 13,
    "street_number": 10,
    "address_1": 13,
    "address_2": 13,
    "suburb": 12,
    "postcode": 10,
    "state": 4,
    "date_of_birth": 8,
    "soc_sec_id": 6,
}
NUMERIC = ("street_number", "postcode", "date_of_birth", "soc_sec_id")
TWINS = 0.03


class Maker:
    def __init__(self, options):
        self.options = options
        self.chance = random.Random(options.seed)
        originals = []
        for table in sorted(pathlib.Path(options.source).glob("dataset[13].csv")):
            with open(table, encoding="utf-8", newline="") as file:
                rows = csv.DictReader(file, skipinitialspace=True)
                originals += [row for row in rows if row["rec_id"].endswith("org")]
        self.fields = [field for field in originals[0] if field != "rec_id"]
        self.values = {field: [row[field] for row in originals] for field in self.fields}

    def birth(self):
        year, month = self.chance.randint(1900, 1999), self.chance.randint(1, 12)
        return f"{year:04}{month:02}{self.chance.randint(1, 28):02}"

    def number(self):
        return str(self.chance.randint(1_000_000, 9_999_999))

    def person(self):
        person = {field: self.chance.choice(self.values[field]) for field in self.fields}
        if person["date_of_birth"]:
            person["date_of_birth"] = self.birth()
        person["soc_sec_id"] = self.number()
        person["postcode"] = str(self.chance.randint(2000, 7400))
        return person

    def people(self):
        people = []
        while len(people) < self.options.people:
            person = self.person()
            people.append(person)
            if not self.options.families or self.chance.random() >= self.options.families / 100:
                continue
            for _ in range(self.chance.randint(1, 3)):
                if len(people) == self.options.people:
                    break
                given = self.chance.choice(self.values["given_name"])
                sibling = dict(person, given_name=given, soc_sec_id=self.number())
                if self.chance.random() > TWINS:
                    sibling["date_of_birth"] = self.birth()
                people.append(sibling)
        return people

    def slip(self, text, digits):
        letters = DIGITS if digits else LETTERS
        if not text:
            return text
        at, kind = self.chance.randrange(len(text)), self.chance.random()
        if (digits and len(text) >= 7) or kind < 0.3:
            return text[:at] + self.chance.choice(letters) + text[at + 1 :]
        if kind < 0.5 and len(text) > 1:
            at = self.chance.randrange(len(text) - 1)
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if kind < 0.7:
            return text[:at] + self.chance.choice(letters + ("" if digits else " ")) + text[at:]
        return text[:at] + text[at + 1 :]

    def spoil(self, copy, field):
        kind, digits = self.chance.random(), field in NUMERIC
        if kind < 0.5 or field == "state":
            copy[field] = self.slip(copy[field], digits)
        elif kind < 0.65:
            other = self.chance.choice(self.values[field])
            copy[field] = self.number() if field == "soc_sec_id" else other
        elif kind < 0.78 and field not in ("soc_sec_id", "postcode"):
            copy[field] = ""
        elif field in ("given_name", "surname"):
            copy["given_name"], copy["surname"] = copy["surname"], copy["given_name"]
        elif field in ("address_1", "address_2"):
            copy["address_1"], copy["address_2"] = copy["address_2"], copy["address_1"]
        else:
            copy[field] = self.slip(copy[field], digits)

    def copy_of(self, person):
        copy, wrong = dict(person), Counter()
        left = self.chance.randint(1, self.options.most_errors)
        while left and any(wrong[field] < self.options.most_a_field for field in ERRORS):
            field = self.chance.choices(list(ERRORS), list(ERRORS.values()))[0]
            if wrong[field] >= self.options.most_a_field:
                continue
            wrong[field] += 1
            left -= 1
            self.spoil(copy, field)
        return copy

    def tables(self):
        people = self.people()
        rows = [{"rec_id": f"rec-{i}-org", **person} for i, person in enumerate(people)]
        copies, order = [], list(range(len(people)))
        self.chance.shuffle(order)
        for i in order:
            left = self.options.copies - len(copies)
            if left <= 0:
                break
            for n in range(min(left, self.chance.randint(1, self.options.most_copies))):
                copies.append({"rec_id": f"rec-{i}-dup-{n}", **self.copy_of(people[i])})
        return (rows, copies) if self.options.two else (rows + copies, [])

    def write(self, path, rows):
        self.chance.shuffle(rows)
        with open(path, "w", encoding="utf-8") as file:
            names = ["rec_id", *self.fields]
            for row in [dict(zip(names, names)), *rows]:
                print(", ".join(row[name] for name in names), file=file)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("seed", type=int)
    parser.add_argument("--out", required=True)
    parser.add_argument("--from", dest="source", default="../shared/data/febrl")
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--copies", type=int, default=3000)
    parser.add_argument("--most-copies", type=int, default=3)
    parser.add_argument("--most-errors", type=int, default=5)
    parser.add_argument("--most-a-field", type=int, default=1)
    parser.add_argument("--families", type=int, default=15)
    parser.add_argument("--two", action="store_true")
    maker = Maker(parser.parse_args())
    rows, copies = maker.tables()
    maker.write(f"{maker.options.out}a.csv", rows)
    if copies:
        maker.write(f"{maker.options.out}b.csv", copies)


if __name__ == "__main__":
    main()
