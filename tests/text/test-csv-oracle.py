"""Property: whatever table Python's csv module writes, yagura reads back; and whatever odd text
Python's reader accepts on one line, yagura reads alike. The seed is fixed and printed on failure."""
import csv
import io
import random
import subprocess
import sys

ALPHABET = ['a', 'B', '7', ' ', '"', ',', ';', '\t', '|', '\n', '\r', '\r\n', '#', "'", '櫓', 'é', '']


def read(program, text, delimiter):
    out = subprocess.run([program, delimiter], input=text.encode(), stdout=subprocess.PIPE,
                         check=True).stdout.decode()
    return [['' if cell == '-' else bytes.fromhex(cell).decode() for cell in line.split(' ')]
            if line != 'bad' else ['bad'] for line in out.splitlines()]


def table(chance):
    columns = chance.randint(1, 6)
    return [[''.join(chance.choice(ALPHABET) for _ in range(chance.randint(0, 8)))
             for _ in range(columns)] for _ in range(chance.randint(1, 12))]


def main():
    program = sys.argv[1]
    for seed in range(400):
        chance = random.Random(seed)
        rows = table(chance)
        delimiter = chance.choice(',;\t|')
        out = io.StringIO(newline='')
        end = chance.choice(['\n', '\r\n', '\r'])
        # Python leaves line ends other than its own unquoted, so that it could not read them back.
        quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]) if end == '\r\n' else csv.QUOTE_ALL
        csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
        got = read(program, out.getvalue(), delimiter)
        if got != rows:
            sys.exit(f'seed {seed}: {out.getvalue()!r} was read as {got!r}, written: {rows!r}')
    for seed in range(400):
        chance = random.Random(seed)
        # A line that does not begin a cell with a blank, which Python keeps and feeds do not mean.
        line = ''.join(chance.choice(['a', '"', '""', ',', 'b c']) for _ in range(12))
        want = list(csv.reader([line]))
        if line.count('"') % 2 == 0 and line:
            got = read(program, line, ',')
            if got != want and got != [['bad']]:
                sys.exit(f'seed {seed}: {line!r} was read as {got!r}, Python: {want!r}')


main()
