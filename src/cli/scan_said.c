/* What `yagura scan` says on standard error when it has come to the end. */
#include "base/utf8.h"
#include "cli/scan.h"

void yg_sight_note(yg_cli *cli, yg_str line) {
    yg_cli_note(cli, "%.*s", YG_FMT(line));
}

static yg_str amount(const yg_sight_said *s, uint64_t bytes) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double n = (double)bytes;
    size_t unit = 0;
    YG_CLEANUP_BUF yg_buf buf = {0};
    for (; n >= 1000 && unit < 4; unit++)
        n /= 1000;
    yg_buf_addf(&buf, unit == 0 ? "%.0f %s" : "%.2f %s", n, units[unit]);
    return yg_arena_copy(s->voice->arena, yg_buf_str(&buf));
}

static void say_input(const yg_sight_said *s) {
    const yg_log_scan_counts *c = s->counts;
    uint64_t rate = s->seconds > 0 ? (uint64_t)((double)c->text_bytes / s->seconds) : 0;
    YG_CLEANUP_BUF yg_buf seconds = {0};
    yg_buf_addf(&seconds, "%.2f", s->seconds);
    yg_sight_note(s->cli, yg_say(s->voice, "scan.read", "sssnnn", amount(s, c->text_bytes),
                                 yg_buf_str(&seconds), amount(s, rate), (double)c->files,
                                 (double)(c->counted - s->alarms->counted),
                                 (double)(c->sightings - s->alarms->passed_over)));
    if (s->is_interrupted)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.interrupted", ""));
}

/* "12 private, 3 public-suffix". */
static void add_reason(yg_buf *buf, const yg_voice *voice, const char *word, uint64_t n) {
    YG_CLEANUP_BUF yg_buf key = {0};
    if (n == 0)
        return;
    yg_buf_addf(&key, "scan.reason.%s", word);
    yg_str said = yg_say(voice, yg_buf_z(&key), "n", (double)n);
    yg_buf_addf(buf, "%s%.*s", buf->n > 0 ? ", " : "", YG_FMT(said));
}

void yg_sight_add_reject(yg_buf *buf, const yg_watchlist_reject *r) {
    yg_str rest = r->detail, line = {NULL, 0};
    bool is_pattern = yg_str_chr(rest, '\n') != SIZE_MAX; /* says its place by itself */
    yg_utf8_add_printable(buf, r->path, false);
    yg_buf_addf(buf, ": byte %llu: ", (unsigned long long)r->offset_bytes);
    yg_utf8_add_printable(buf, is_pattern ? YG_STR("STIX pattern") : r->reason, false);
    if (!is_pattern && rest.n > 0) {
        yg_buf_addz(buf, ": ");
        yg_utf8_add_printable(buf, yg_str_sub(rest, 0, 200), false);
        return;
    }
    for (int n = 0; n < 3 && rest.n > 0 && yg_str_split(&rest, '\n', &line); n++) {
        yg_buf_addz(buf, n == 0 ? ": " : "\n  ");
        yg_utf8_add_printable(buf, line, false);
    }
}

/* The first rows of indicator files that could not be read, and why. */
static void say_rejects(const yg_sight_said *s) {
    yg_watchlist_reject rejects[3];
    size_t n = yg_watchlist_rejects(s->list, rejects, sizeof rejects / sizeof *rejects);
    for (size_t i = 0; i < n; i++) {
        YG_CLEANUP_BUF yg_buf line = {0};
        yg_sight_add_reject(&line, &rejects[i]);
        yg_sight_note(s->cli, yg_buf_str(&line));
    }
    uint64_t all = yg_watchlist_count(s->list).rejected;
    if (n > 0 && all > n)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.rejects-more", "n", (double)(all - n)));
}

void yg_sight_left_out(yg_buf *buf, const yg_voice *voice, const yg_watchlist *list) {
    yg_watchlist_counts c = yg_watchlist_count(list);
    for (int i = YG_INDICATOR_MALFORMED; i < YG_INDICATOR_REASONS; i++)
        add_reason(buf, voice, yg_indicator_verdict_word((yg_indicator_verdict)i), c.left_out[i]);
    add_reason(buf, voice, "rejected", c.rejected);
    add_reason(buf, voice, "warned", c.warned);
    add_reason(buf, voice, "of-windows", c.of_windows);
    add_reason(buf, voice, "unfit", c.unfit);
    add_reason(buf, voice, "unsure", c.unsure);
    add_reason(buf, voice, "too-strict", c.too_strict);
    add_reason(buf, voice, "foreign", c.foreign);
}

/* STIX patterns that ask for what no log has: misspelt, most of them. */
static void say_unmets(const yg_sight_said *s, const yg_watchlist_counts *c) {
    yg_watchlist_unmet unmets[YG_WATCHLIST_REJECTS];
    size_t n = yg_watchlist_unmets(s->list, unmets, YG_WATCHLIST_REJECTS);
    for (int kept = 0; kept < 2; kept++) {
        YG_CLEANUP_BUF yg_buf missing = {0};
        uint64_t count = kept != 0 ? c->unmet_part : c->unmet;
        for (size_t i = 0; i < n && missing.n < 2000; i++) {
            if (unmets[i].is_kept != (kept != 0))
                continue;
            yg_buf_addz(&missing, missing.n > 0 ? "; " : "");
            yg_utf8_add_printable(&missing, unmets[i].missing, false);
        }
        if (count > 0)
            yg_sight_note(s->cli,
                          yg_say(s->voice,
                                 kept != 0 ? "scan.patterns-unmet-part" : "scan.patterns-unmet",
                                 "sn", yg_buf_str(&missing), (double)count));
    }
}

static void say_indicators(const yg_sight_said *s) {
    yg_watchlist_counts c = yg_watchlist_count(s->list);
    YG_CLEANUP_BUF yg_buf reasons = {0};
    yg_sight_left_out(&reasons, s->voice, s->list);
    double n = (double)yg_indicators_count(yg_watchlist_set(s->list));
    if (reasons.n > 0)
        yg_sight_note(s->cli,
                      yg_say(s->voice, "scan.indicators-left", "sn", yg_buf_str(&reasons), n));
    else if (n > 0 || c.patterns == 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.indicators", "n", n));
    if (c.files_skipped > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.skipped", "n", (double)c.files_skipped));
    if (c.warnings_rejected > 0)
        yg_sight_note(s->cli,
                      yg_say(s->voice, "scan.warnings-rejected", "n", (double)c.warnings_rejected));
    if (c.patterns > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.patterns", "n", (double)c.patterns));
    say_unmets(s, &c);
}

static void say_charsets(const yg_sight_said *s) {
    YG_CLEANUP_BUF yg_buf sets = {0};
    for (int i = 0; i < YG_CHARSETS; i++) {
        if ((s->counts->charsets >> i & 1) != 0)
            yg_buf_addf(&sets, "%s%s", sets.n > 0 ? ", " : "", yg_charset_word((yg_charset_id)i));
    }
    if (sets.n > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.charsets", "ss",
                                     amount(s, s->counts->converted_bytes), yg_buf_str(&sets)));
}

static void say_not_counted(const yg_sight_said *s) {
    const yg_log_scan_counts *c = s->counts;
    if (c->versions > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.versions", "n", (double)c->versions));
    if (c->out_of_time > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.out-of-time", "n", (double)c->out_of_time));
    if (c->timeless > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.timeless", "n", (double)c->timeless));
    if (c->given_up > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.given-up", "n", (double)c->given_up));
    if (c->state_lost)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.state-lost", ""));
    if (c->state_unkept)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.state-unkept", ""));
    if (c->long_records > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.long", "n", (double)c->long_records));
    if (c->event_logs > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.event-logs", "n", (double)c->event_logs));
    if (c->refused > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.refused", "n", (double)c->refused));
    if (s->alarms->counted > 0)
        yg_sight_note(s->cli,
                      yg_say(s->voice, "scan.false-alarms", "n", (double)s->alarms->counted));
    if (s->out->not_put > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.not-shown", "n", (double)s->out->not_put));
}

/* In the quotes of a shell. */
static void add_quoted(yg_buf *buf, yg_str word) {
    yg_buf_addc(buf, '\'');
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '\'')
            yg_buf_addz(buf, "'\\''");
        else
            yg_buf_addc(buf, word.p[i]);
    }
    yg_buf_addc(buf, '\'');
}

static void say_resume(const yg_sight_said *s) {
    YG_CLEANUP_BUF yg_buf words = {0};
    yg_str rest = s->resume, word;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &word)) {
        yg_buf_addz(&words, words.n > 0 ? " --resume " : "--resume ");
        add_quoted(&words, word);
    }
    if (words.n > 0)
        yg_sight_note(s->cli, yg_say(s->voice, "scan.resume", "s", yg_buf_str(&words)));
}

void yg_sight_say(const yg_sight_said *s) {
    say_input(s);
    say_indicators(s);
    say_rejects(s);
    say_charsets(s);
    say_not_counted(s);
    say_resume(s);
}
