"""Row (j) of bench/run: `scan` beside grep, ripgrep and a program that parses every record, on the same made logs and
indicators; the prototype of nothing but bench-scan's own ceilings beside it. bench/README.md says what is measured."""
import os
import pathlib
import re
import shutil
import subprocess
import time

MB = 1_000_000
FORMS = ("zeek", "eve", "syslog")
GREP_BYTES = {10_000: 40 * MB, MB: 8 * MB}  # grep -F -f needs minutes for more
ENGINE = re.compile(r"^(memchr|read|one thread|AVX2 form|plain form|two threads)\s+([\d.]+) GB/s of cpu,\s+([\d.]+) GB/s on the clock", re.M)


def made(folder, maker, size):
    """Logs of each form, and lists of indicators, the first 200 of which are planted in the log."""
    lists = {}
    for count in (10_000, MB, 10 * MB):
        lists[count] = folder / f"indicators-{count}.tsv"
        with open(lists[count], "wb") as out:
            subprocess.run([maker, "indicators", str(count), "3"], stdout=out, check=True)
    planted = folder / "planted.tsv"
    planted.write_text("".join(lists[10_000].read_text().splitlines(keepends=True)[:200]))
    logs = {}
    for form in FORMS:
        logs[form] = folder / f"{form}.log"
        with open(logs[form], "wb") as out, open(os.devnull, "wb") as truth:
            def third(number=truth.fileno()):
                os.dup2(number, 3)
            subprocess.run([maker, "log", form, str(size), "7", planted, "3"], stdout=out, check=True, preexec_fn=third,
                           pass_fds=(3, truth.fileno()))
    return lists, logs


def engine(build, indicators, log):
    text = subprocess.run([build / "bench" / "bench-scan", indicators, log, "1"], capture_output=True, text=True, check=True).stdout
    print("      " + text.replace("\n", "\n      ").rstrip())
    return {name: (float(cpu), float(clock)) for name, cpu, clock in ENGINE.findall(text)}, "allocations 0" in text


def seconds(command, runs=3, output=subprocess.DEVNULL):
    """The least wall time and processor time of some runs. grep ends at its first match when it writes to /dev/null."""
    best, cpu = 1e9, 1e9
    for _ in range(runs):
        before, began = os.times(), time.perf_counter()
        subprocess.run(command, stdout=output, stderr=subprocess.DEVNULL, check=False, env={**os.environ, "LC_ALL": "C"})
        best = min(best, time.perf_counter() - began)
        after = os.times()
        cpu = min(cpu, after.children_user + after.children_system - before.children_user - before.children_system)
    return best, cpu


def others(folder, build, indicators, count, log, own):
    """The same bytes, or their front, by others; own: GB/s of one thread."""
    values, front = folder / "values.txt", folder / "front.log"
    values.write_text("".join(line.split("\t")[1] for line in indicators.read_text().splitlines(keepends=True)))
    front.write_bytes(log.read_bytes()[:GREP_BYTES[count]])
    for name, command in (("grep -F -f", ["grep", "-c", "-F", "-f", values, front]), ("rg -F -f -j1", ["rg", "-c", "-j1", "-F", "-f", values, front])):
        if shutil.which(command[0]) is None:
            print(f"      {name}: not installed")
            continue
        _, cpu = seconds(command, 1, subprocess.PIPE)
        rate = front.stat().st_size / cpu / 1e9
        print(f"      {name:14} {rate:.4f} GB/s ({front.stat().st_size / 1e6:.0f} MB, building its table included): scan is {own / rate:,.0f} times as fast")
    text = subprocess.run([build / "bench" / "parse-all", indicators, log], capture_output=True, text=True, check=True).stdout
    rate = log.stat().st_size / float(text.split("seconds ")[1]) / 1e9
    print(f"      parse-all      {rate:.2f} GB/s (yyjson, every string asked for): scan is {own / rate:.1f} times as fast")
    return own / rate


def bench(tools, folder, size=400 * MB):
    """tools: bench/run itself, for its bar() and paths."""
    build, yagura = tools.BUILD, tools.YAGURA
    print(f"\n(j) scan: made logs of {size / 1e6:.0f} MB; GB/s of processor time of one thread, and on the clock", flush=True)
    lists, logs = made(folder, build / "bench" / "make-logs", size)
    rates = {}
    for count, least in ((10_000, 4.5), (MB, 4.0)):
        print(f"    {count:,} indicators, Zeek JSON, from memory")
        rows, none = engine(build, lists[count], logs["zeek"])
        rates[count] = rows["one thread"][0]
        print("      " + tools.bar(f"(j) ns a byte, {count:,} indicators", 1 / rates[count], 1 / least, " ns a byte")
              + f" ({rates[count]:.2f} GB/s, wanted {least}); " + tools.bar("(j) allocations without a hit", 0 if none else 1, 0, ""))
        print("      " + tools.bar("(j) one thread's time by two threads'", rows["one thread"][1] * 1.9 / rows["two threads"][1], 1.0, " of 1.9"))
        faster = others(folder, build, lists[count], count, logs["zeek"], rates[count])
        if count == MB:  # with few, parse-all has its tables at hand: only the ratio is told
            print("      " + tools.bar(f"(j) parse-all, {count:,} indicators", 7 / faster, 1.0, " of the seven times wanted"))
    for form in ("eve", "syslog"):
        print(f"    1,000,000 indicators, {form}, from memory")
        rows, _ = engine(build, lists[MB], logs[form])
        print("      " + tools.bar(f"(j) {form} beside Zeek JSON", rates[MB] / rows["one thread"][0], 1.25, " times its time"))
    patterns(tools, build, logs["zeek"])
    whole(tools, folder, lists, logs, yagura)


def patterns(tools, build, log):
    """STIX patterns by the index, beside trying every one on every record."""
    text = subprocess.run([build / "bench" / "bench-patterns", log, "5000", "1"], capture_output=True, text=True, check=True).stdout
    print("    5,000 STIX patterns with LIKE and MATCHES, Zeek JSON, from memory\n      " + text.replace("\n", "\n      ").rstrip())
    rate = float(re.search(r"^index\s+([\d.]+) MB/s", text, re.M)[1])
    print("      " + tools.bar("(j) 5,000 STIX patterns", 100 / rate, 1.0, " of the time at 100 MB/s"))


def whole(tools, folder, lists, logs, yagura):
    """The program itself: reading, threads, loading of the indicators, packed input."""
    def scan(indicators, path, *more):
        return [yagura, "--store", folder / "none.db", "scan", "--no-findings", "--format", "jsonl", "--indicators", indicators, *more, path]
    environment = dict(os.environ)
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    empty = folder / "empty.log"
    empty.write_text("nothing\n")
    first = tools.run(scan(lists[10 * MB], empty, "--no-cache"), fine=(0, 1))
    tools.run(scan(lists[10 * MB], empty), fine=(0, 1))
    again = tools.run(scan(lists[10 * MB], empty), fine=(0, 1))
    tools.line("    10,000,000 indicators: loaded", first, None,
               [tools.bar("(j) 10 M loaded", first.wall, 3.0, " s"), tools.bar("(j) 10 M memory", first.peak_mb, 1000, " MB")])
    tools.line("    again, from the cache", again, None, [tools.bar("(j) 10 M cached", again.wall, 0.3, " s")])
    tools.run(scan(lists[MB], empty), fine=(0, 1))
    packed = folder / "zeek.log.zst"
    subprocess.run(["zstd", "-q", "-3", "-k", "-f", logs["zeek"], "-o", packed], check=True)
    base = tools.run(scan(lists[MB], empty), fine=(0, 1))
    for name, path, more in (("plain, one thread", logs["zeek"], ("--threads", "1")), ("plain", logs["zeek"], ()), ("zstd", packed, ())):
        cost = min((tools.run(scan(lists[MB], path, *more), fine=(0, 1)) for _ in range(tools.SLOW_RUNS)), key=lambda one: one.wall)
        rate = logs["zeek"].stat().st_size / (cost.wall - base.wall) / 1e9
        tools.line(f"    yagura scan, {name}", cost, None, [f"{rate:.2f} GB/s on the clock, start taken off"])
    alone, _ = seconds(["zstd", "-d", "-q", "-c", packed])
    print("      " + tools.bar("(j) zstd", 0.75 * (cost.wall - base.wall) / alone, 1.0, " of zstd -d alone at 0.75 of its speed"))
    os.environ.clear()
    os.environ.update(environment)
