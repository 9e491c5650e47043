# The two commands of the README: `make demo` and `make test`. On a bare machine each installs what it
# needs (tools/bootstrap), builds and does its work; run again, they are quick.
BUILD := build
DEMO := demo-tower
MESON_RELEASE := --buildtype=release --werror

.PHONY: all demo test bench fuzz asan install uninstall clean format check bootstrap bootstrap-test

# On a terminal ninja shows its one line of progress; else one line says what takes so long.
all: $(BUILD)/build.ninja
	@if [ -t 1 ]; then ninja -C $(BUILD) $(NINJAFLAGS); \
	else ninja -C $(BUILD) -n $(NINJAFLAGS) | grep -q 'no work to do' || echo "building $(BUILD)/yagura (some minutes the first time)" >&2; \
	ninja --quiet -C $(BUILD) $(NINJAFLAGS); fi

bootstrap:
	@tools/bootstrap

bootstrap-test:
	@tools/bootstrap test

$(BUILD)/build.ninja:
	@tools/bootstrap
	@meson setup $(BUILD) $(MESON_RELEASE) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log

demo: bootstrap all
	@$(BUILD)/yagura demo $(DEMO)

test: bootstrap-test all
	@python3 tools/run-tests

# Long runs: FUZZ_SECONDS for every target, one after the other; then FUZZ_NAMES made-up names against the slow
# reference of the look-alike engine (100 million take some fifty minutes on two processors).
FUZZ_SECONDS ?= 60
FUZZ_NAMES ?= 100000000
fuzz: bootstrap-test all
	@tools/run-fuzz $(FUZZ_SECONDS)
	@tools/compare-names $(FUZZ_NAMES) $(BUILD)/tests/match/test-match-names

# Side by side with the reference scripts in bench/; BENCH_DATA names the folder of real feeds.
bench: bootstrap all
	@python3 bench/run

asan: bootstrap
	@tools/build-asan

install: all
	@meson install -C $(BUILD) --no-rebuild

uninstall:
	@ninja -C $(BUILD) uninstall

format:
	@git ls-files '*.c' '*.h' | xargs clang-format-14 -i

check: bootstrap
	@tools/check-layers && tools/check-style

clean:
	@rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-fuzz $(DEMO)
