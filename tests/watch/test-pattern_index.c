/* The index of STIX patterns loses nothing: made-up patterns over made-up logs of many forms, with
 * every way to write a byte that the forms have, found by the index and by trying every bracket on
 * every record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "event/observed.h"
#include "match/pattern.h"
#include "sanitized.h"
#include "seeded.h"

/* --- Words that patterns and logs share --- */

static const char *const words[] = {"powershell",
                                    "Evil",
                                    "dropper.EXE",
                                    "cmd.exe",
                                    "login.example.com",
                                    "198.51.100.7",
                                    "203.0.113.99",
                                    "2001:db8::7",
                                    "-enc",
                                    "AAAA",
                                    "C:\\Users\\Eve",
                                    "HKLM\\Software\\Run",
                                    "HKEY_LOCAL_MACHINE\\Software\\Bad",
                                    "/gate.php?id=7",
                                    "/a/b.js",
                                    "Mozilla/5.0",
                                    "straSSe",
                                    "kelvin",
                                    "office file",
                                    "caf\xC3\xA9",
                                    "stra\xC3\x9F"
                                    "e",
                                    "\xE2\x84\xAA"
                                    "elvin",
                                    "o\xEF\xAC\x83"
                                    "ce",
                                    "e\xCC\x81vil",
                                    "\xE6\x97\xA5\xE6\x9C\xAC",
                                    "8443",
                                    "443",
                                    "0x20fb",
                                    "a=b|c",
                                    "x\"y'z",
                                    "https://evil.example/path/x.php?q=1",
                                    "d41d8cd98f00b204e9800998ecf8427e",
                                    "eve@evil.example",
                                    "aaaaaaaa",
                                    "[*]",
                                    "50%off",
                                    "under_score"};
enum { WORDS = sizeof words / sizeof *words };

static void add_word(uint64_t *seed, yg_buf *buf) {
    yg_str word = yg_str_of(words[seeded_below(seed, WORDS)]);
    size_t from = seeded_below(seed, 4) == 0 ? seeded_below(seed, word.n) : 0;
    size_t n = seeded_below(seed, 4) == 0 ? seeded_below(seed, word.n - from) + 1 : word.n;
    bool turns = seeded_below(seed, 4) == 0;
    for (size_t i = from; i < from + n && i < word.n; i++) {
        char c = word.p[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        yg_buf_addc(buf, is_letter && turns && seeded_below(seed, 2) ? (char)(c ^ 0x20) : c);
    }
}

static void add_text(uint64_t *seed, yg_buf *buf) {
    for (uint64_t n = 1 + seeded_below(seed, 3); n > 0; n--) {
        add_word(seed, buf);
        if (n > 1 && seeded_below(seed, 2))
            yg_buf_addc(buf, " ./\\-;"[seeded_below(seed, 6)]);
    }
}

/* --- Logs --- */

static const char *const names[] = {"id.orig_h",
                                    "id.resp_h",
                                    "id.resp_p",
                                    "query",
                                    "host",
                                    "uri",
                                    "user_agent",
                                    "CommandLine",
                                    "Image",
                                    "ParentImage",
                                    "TargetObject",
                                    "Details",
                                    "md5",
                                    "Hashes",
                                    "filename",
                                    "mailfrom",
                                    "rcptto",
                                    "subject",
                                    "username",
                                    "answers",
                                    "referrer",
                                    "message",
                                    "certificate.issuer",
                                    "proto",
                                    "service",
                                    "method",
                                    "dest_port",
                                    "dest_ip",
                                    "src_ip",
                                    "url",
                                    "process.command_line"};
enum { NAMES = sizeof names / sizeof *names };

/* Of one log: how many bytes one of them is escaped, and in which ways. */
static unsigned escape_each, escape_ways;
/* Of JSON: all records stand on one line. */
static bool is_one_line;
enum { BY_NUMBER = 1, BY_ITSELF = 2 };

/* A text as JSON writes it; every byte may be an escape. */
static void add_json_text(uint64_t *seed, yg_buf *buf, yg_str text) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool escapes = c < 0x80 && seeded_below(seed, escape_each) == 0;
        if (escapes && (escape_ways & BY_NUMBER) != 0 && seeded_below(seed, 2))
            yg_buf_addf(buf, seeded_below(seed, 2) ? "\\u%04x" : "\\u%04X", c);
        else if (c == '"' || c == '\\' || (c == '/' && seeded_below(seed, 2)))
            yg_buf_addf(buf, "\\%c", c);
        else if (escapes && (escape_ways & BY_ITSELF) != 0 && strchr("bfnrtu", c) == NULL)
            yg_buf_addf(buf, "\\%c", c);
        else
            yg_buf_addc(buf, (char)c);
    }
}

static void add_json(uint64_t *seed, yg_buf *buf, int depth) {
    yg_buf_addc(buf, '{');
    for (uint64_t n = 2 + seeded_below(seed, 5), i = 0; i < n; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_buf_addf(buf, "%s\"%s\":", i > 0 ? "," : "", names[seeded_below(seed, NAMES)]);
        uint64_t kind = seeded_below(seed, 10);
        add_text(seed, &text);
        if (kind == 0) {
            yg_buf_addf(buf, "%d", (int)seeded_below(seed, 2) ? 8443 : 443);
        } else if (kind == 1) {
            yg_buf_addz(buf, "[\"");
            add_json_text(seed, buf, yg_buf_str(&text));
            yg_buf_addz(buf, "\",\"x\"]");
        } else if (kind == 2 && depth > 0) {
            yg_buf_clear(&text);
            if (seeded_below(seed, 2))
                yg_buf_addz(&text, "\n ");
            add_json(seed, &text, 0);
            yg_buf_addf(buf, "\"m\",\"message\":\"");
            add_json_text(seed, buf, yg_buf_str(&text));
            yg_buf_addc(buf, '"');
        } else {
            yg_buf_addc(buf, '"');
            add_json_text(seed, buf, yg_buf_str(&text));
            yg_buf_addc(buf, '"');
        }
    }
    yg_buf_addc(buf, '}');
}

/* What stands between signs in other forms, with their escapes. */
static void add_escaped(uint64_t *seed, yg_buf *buf, yg_str text, const char *by_backslash,
                        bool is_zeek, bool is_xml, bool doubles) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool rare = seeded_below(seed, escape_each) == 0;
        if (is_zeek && (rare || c == '\t'))
            yg_buf_addf(buf, "\\x%02x", c);
        else if (is_xml && c < 0x80 && (rare || c == '<' || c == '&'))
            yg_buf_addf(buf, seeded_below(seed, 2) ? "&#%d;" : "&#x%x;", c);
        else if (doubles && c == '"')
            yg_buf_addz(buf, "\"\"");
        else if (c != '\0' && strchr(by_backslash, c) != NULL)
            yg_buf_addf(buf, "\\%c", c);
        else
            yg_buf_addc(buf, (char)c);
    }
}

enum { ZEEK_JSON, ECS_JSON, OBJECTS, ARRAY, ZEEK_TSV, KEYS, CEF, CSV, XML, SYSLOG, PLAIN, FORMS };

static void add_record(uint64_t *seed, yg_buf *buf, unsigned form) {
    static const char *const by_backslash[FORMS] = {[KEYS] = "\\\"", [CEF] = "\\|="};
    if (form == ZEEK_JSON)
        yg_buf_addz(buf, "{\"ts\":1689000000.5,\"uid\":\"C1\",\"rest\":");
    if (form <= ARRAY) {
        add_json(seed, buf, 1);
        yg_buf_addz(buf, form == ZEEK_JSON ? "}\n" : form == ECS_JSON ? "\n" : ",");
        if (form >= OBJECTS && !is_one_line && seeded_below(seed, 2))
            yg_buf_addc(buf, '\n');
        return;
    }
    if (form == CEF)
        yg_buf_addz(buf, "CEF:0|v|p|1|7|An event|5|");
    if (form == XML)
        yg_buf_addz(buf, "<Event><System><EventID>1</EventID><Channel>S</Channel></System>");
    if (form == SYSLOG)
        yg_buf_addz(buf, "<134>Mar 10 00:00:00 gw2 app[7]: ");
    for (unsigned i = 0; i < 6; i++) {
        YG_CLEANUP_BUF yg_buf text = {0}, shown = {0};
        const char *name =
            names[(form == CSV || form == ZEEK_TSV ? i * 5 : seeded_below(seed, NAMES))];
        add_text(seed, &text);
        add_escaped(seed, &shown, yg_buf_str(&text),
                    by_backslash[form] != NULL ? by_backslash[form] : "", form == ZEEK_TSV,
                    form == XML, form == CSV);
        switch (form) {
        case ZEEK_TSV:
            yg_buf_addf(buf, "%s%.*s", i > 0 ? "\t" : "", YG_FMT(yg_buf_str(&shown)));
            break;
        case CSV:
            yg_buf_addf(buf, "%s\"%.*s\"", i > 0 ? "," : "", YG_FMT(yg_buf_str(&shown)));
            break;
        case XML:
            yg_buf_addf(buf, "<Data Name=\"%s\">%.*s</Data>", name, YG_FMT(yg_buf_str(&shown)));
            break;
        case PLAIN:
            yg_buf_addf(buf, "%.*s ", YG_FMT(yg_buf_str(&text)));
            break;
        default:
            yg_buf_addf(buf, form == CEF ? "%s=%.*s " : "%s=\"%.*s\" ", name,
                        YG_FMT(yg_buf_str(&shown)));
        }
    }
    yg_buf_addz(buf, form == XML ? "</Event>\n" : "\n");
}

static void make_log(uint64_t *seed, yg_buf *buf) {
    unsigned form = (unsigned)seeded_below(seed, FORMS);
    escape_ways = (unsigned)seeded_below(seed, 4);
    escape_each = seeded_below(seed, 3) == 0 ? 100000000 : seeded_below(seed, 2) ? 200 : 20;
    is_one_line = seeded_below(seed, 2);
    if (form == OBJECTS)
        yg_buf_addz(buf, is_one_line ? "{\"Records\":[" : "{\"Records\":[\n");
    if (form == ARRAY)
        yg_buf_addz(buf, is_one_line ? "[" : "[\n");
    if (form == ZEEK_TSV)
        yg_buf_addz(buf, "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n"
                         "#unset_field\t-\n#path\tdns\n#fields");
    for (unsigned i = 0; i < 6 && (form == CSV || form == ZEEK_TSV); i++)
        yg_buf_addf(buf, form == CSV ? "%s%s" : "\t%.0s%s", i > 0 ? "," : "", names[i * 5]);
    if (form == CSV || form == ZEEK_TSV)
        yg_buf_addc(buf, '\n');
    for (int n = 0; n < 12; n++)
        add_record(seed, buf, seeded_below(seed, 12) == 0 && !is_one_line ? ECS_JSON : form);
    if (form == OBJECTS || form == ARRAY)
        yg_buf_addz(buf, form == OBJECTS ? "{\"last\":1}]}\n" : "{\"last\":1}]\n");
}

/* --- Patterns --- */

static const char *const paths[] = {
    "network-traffic:dst_port",
    "network-traffic:src_ref.value",
    "network-traffic:dst_ref.value",
    "network-traffic:protocols[*]",
    "network-traffic:dst_ref.type",
    "network-traffic:extensions.'http-request-ext'.request_value",
    "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
    "domain-name:value",
    "domain-name:resolves_to_refs[*].value",
    "ipv4-addr:value",
    "ipv6-addr:value",
    "url:value",
    "url:value",
    "file:name",
    "file:hashes.MD5",
    "file:parent_directory_ref.path",
    "process:command_line",
    "process:command_line",
    "process:image_ref.name",
    "process:pid",
    "windows-registry-key:key",
    "windows-registry-key:values[0].data",
    "user-account:account_login",
    "email-addr:value",
    "email-message:subject",
    "x509-certificate:issuer",
    "x509-certificate:hashes.'SHA-1'"};
enum { PATHS = sizeof paths / sizeof *paths };

static void add_quoted(yg_buf *buf, yg_str text) {
    yg_buf_addc(buf, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'' || text.p[i] == '\\')
            yg_buf_addc(buf, '\\');
        yg_buf_addc(buf, text.p[i]);
    }
    yg_buf_addc(buf, '\'');
}

static void add_like(uint64_t *seed, yg_buf *buf) {
    yg_buf text = {0}, like = {0};
    add_text(seed, &text);
    if (seeded_below(seed, 4))
        yg_buf_addc(&like, '%');
    for (size_t i = 0; i < text.n; i++) {
        uint64_t kind = seeded_below(seed, 16);
        bool is_ascii = (unsigned char)text.p[i] < 0x80;
        yg_buf_addc(&like, kind == 0 && is_ascii ? '_' : kind == 1 && is_ascii ? '%' : text.p[i]);
    }
    if (seeded_below(seed, 4))
        yg_buf_addc(&like, '%');
    add_quoted(buf, yg_buf_str(&like));
    yg_buf_free(&text);
    yg_buf_free(&like);
}

static void add_regex(uint64_t *seed, yg_buf *out, int depth) {
    for (uint64_t n = 1 + seeded_below(seed, 3); n > 0; n--) {
        YG_CLEANUP_BUF yg_buf text = {0};
        uint64_t kind = seeded_below(seed, depth > 0 ? 14 : 9);
        add_word(seed, &text);
        if (kind >= 9) {
            static const char *const open[] = {"(", "(?:", "(?i:", "(?=", "(?!"};
            static const char *const close[] = {")", ")?", ")+", ")*", "){1,2}", "){0,3}"};
            yg_buf_addz(out, open[seeded_below(seed, 5)]);
            add_regex(seed, out, depth - 1);
            if (seeded_below(seed, 2)) {
                yg_buf_addc(out, '|');
                add_regex(seed, out, depth - 1);
            }
            yg_buf_addz(out, close[seeded_below(seed, 6)]);
            continue;
        }
        static const char *const between[] = {"",      ".*",   ".",   "\\d+", "[a-z]*",
                                              "[eE]?", "\\s?", "\\b", "(?s)"};
        yg_buf_addz(out, between[kind]);
        for (size_t i = 0; i < text.n; i++) {
            char c = text.p[i];
            uint64_t rare = seeded_below(seed, 24);
            bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (is_letter && rare == 0)
                yg_buf_addf(out, "[%c%c]", c, c ^ 0x20);
            else if (strchr("\\.[]{}()*+?^$|", c) != NULL)
                yg_buf_addf(out, "\\%c", c);
            else
                yg_buf_addc(out, c);
            if ((unsigned char)c < 0x80 && rare >= 20)
                yg_buf_addz(out, ((const char *[]){"?", "+", "*", "{2}"})[rare - 20]);
        }
    }
}

/* Patterns of nothing but texts that can be looked for, so that not every record is read. */
static bool only_texts;

static void add_test(uint64_t *seed, yg_buf *buf, const char *path) {
    static const uint8_t kinds[] = {1, 2, 3, 4, 5, 6, 11, 12};
    YG_CLEANUP_BUF yg_buf text = {0};
    uint64_t kind = seeded_below(seed, 14);
    bool negated = seeded_below(seed, 10) == 0 && !only_texts;
    kind = only_texts ? kinds[seeded_below(seed, sizeof kinds)] : kind;
    if (kind == 0) {
        yg_buf_addf(buf, "%sEXISTS %s", negated ? "NOT " : "", path);
        return;
    }
    yg_buf_addf(buf, "%s %s", path, negated ? "NOT " : "");
    if (kind < 4) {
        yg_buf_addz(buf, "LIKE ");
        add_like(seed, buf);
    } else if (kind < 7) {
        yg_buf_addz(buf, "MATCHES ");
        if (seeded_below(seed, 2))
            yg_buf_addz(&text, "(?i)");
        add_regex(seed, &text, 2);
        add_quoted(buf, yg_buf_str(&text));
    } else if (kind == 7) {
        yg_buf_addf(buf, "IN (%d, ", (int)seeded_below(seed, 9000));
        add_word(seed, &text);
        add_quoted(buf, yg_buf_str(&text));
        yg_buf_addz(buf, ", '203.0.113.99')");
    } else if (kind == 8) {
        yg_buf_addz(buf, ((const char *[]){"= 8443", "= 443", "> 400",
                                           "<= 8443.0"})[seeded_below(seed, 4)]);
    } else if (kind == 9) {
        yg_buf_addf(buf, "ISSUBSET '%s/%d'", seeded_below(seed, 2) ? "198.51.100.0" : "203.0.0.0",
                    (int)seeded_below(seed, 33));
    } else {
        add_word(seed, &text);
        yg_buf_addz(buf, kind == 10 ? "!= " : "= ");
        add_quoted(buf, yg_buf_str(&text));
    }
}

static void add_comparison(uint64_t *seed, yg_buf *buf, int depth) {
    const char *path = paths[seeded_below(seed, PATHS)];
    if (depth == 0 || seeded_below(seed, 3) > 0) {
        add_test(seed, buf, path);
        return;
    }
    yg_buf_addc(buf, '(');
    if (seeded_below(seed, 2)) {
        add_test(seed, buf, path); /* AND wants one object */
        yg_buf_addz(buf, " AND ");
        add_test(seed, buf, path);
    } else {
        add_comparison(seed, buf, depth - 1);
        yg_buf_addz(buf, " OR ");
        add_comparison(seed, buf, depth - 1);
    }
    yg_buf_addc(buf, ')');
}

static bool asks_all(const yg_stix_pattern *tree) {
    yg_patterns *one = yg_patterns_make();
    bool asks = yg_patterns_add(one, tree, NULL);
    yg_patterns_index(one);
    asks = asks && yg_patterns_ask_all(one);
    yg_patterns_free(one);
    return asks;
}

static size_t add_patterns(uint64_t *seed, yg_patterns *a, yg_patterns *b, yg_buf *texts, int n) {
    size_t refused = 0;
    while (n > 0) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_stix_pattern tree = {0};
        yg_buf_addc(&text, '[');
        add_comparison(seed, &text, 2);
        yg_buf_addc(&text, ']');
        bool done = yg_stix_pattern_parse(&tree, yg_buf_str(&text), NULL) &&
                    !(only_texts && asks_all(&tree)) && yg_patterns_add(a, &tree, NULL) &&
                    yg_patterns_add(b, &tree, NULL);
        yg_stix_pattern_free(&tree);
        refused += !done;
        n -= done;
        if (done)
            yg_buf_addf(texts, "%.*s\n", YG_FMT(yg_buf_str(&text)));
    }
    return refused;
}

/* --- Both ways --- */

typedef struct {
    YG_VEC(uint64_t) met; /* record's offset << 32 | bracket */
    size_t read;
} found;

static void note(found *f, yg_str block, yg_str record, const uint32_t *met, size_t n) {
    for (size_t i = 0; i < n; i++)
        yg_vec_push(&f->met, (uint64_t)(record.p - block.p) << 32 | met[i]);
}

static size_t past(yg_str text, size_t at) {
    while (at < text.n && (text.p[at] == '\n' || text.p[at] == '\r'))
        at++;
    return at;
}

/* indexed NULL: every bracket on every record. */
static void search(const yg_patterns *p, bool is_indexed, const yg_log_form *form, yg_str block,
                   found *f) {
    yg_pattern_scratch *scratch = yg_pattern_scratch_make(p);
    yg_log_record record = {0};
    yg_observation o = {0};
    yg_log_walk walk = {0};
    size_t n = 0, signs_n = 0, at = past(block, 0);
    const yg_pattern_sign *signs =
        is_indexed ? yg_patterns_look(p, scratch, block, &signs_n) : NULL;
    for (;;) {
        if (is_indexed && !yg_patterns_ask_all(p))
            at = signs_n > 0 ? signs->at : block.n;
        if (at >= block.n)
            break;
        yg_str text = yg_log_walk_to(form, &walk, block, at);
        size_t end = text.p != NULL ? (size_t)(text.p - block.p) + text.n : at, here = 0;
        end = end > at ? end : at + 1;
        while (here < signs_n && signs[here].at < end)
            here++;
        yg_log_record_read(form, text, &record);
        yg_observe(&record, &o);
        const uint32_t *met = is_indexed ? yg_patterns_test_signs(p, scratch, &o, signs, here, &n)
                                         : yg_patterns_test(p, scratch, &o, &n);
        note(f, block, text, met, n);
        f->read++;
        signs = here > 0 ? signs + here : signs;
        signs_n -= here;
        at = past(block, end);
    }
    assert_int_equal(yg_pattern_scratch_given_up(scratch), 0);
    yg_pattern_scratch_free(scratch);
    yg_log_record_free(&record);
    yg_observation_free(&o);
}

static void compare(uint64_t first_seed, const yg_patterns *plain, const yg_patterns *indexed,
                    yg_str texts, yg_str block, found total[2]) {
    yg_log_form *form = yg_log_form_open(block);
    found f[2] = {0};
    search(plain, false, form, block, &f[0]);
    search(indexed, true, form, block, &f[1]);
    for (size_t i = 0; i < f[0].met.n || i < f[1].met.n; i++) {
        if (i < f[0].met.n && i < f[1].met.n && f[0].met.at[i] == f[1].met.at[i])
            continue;
        bool lost = i >= f[1].met.n || (i < f[0].met.n && f[0].met.at[i] < f[1].met.at[i]);
        uint64_t what = lost ? f[0].met.at[i] : f[1].met.at[i];
        yg_str rest = texts, line = {NULL, 0};
        for (uint64_t k = 0; k <= (what & UINT32_MAX); k++)
            yg_str_split(&rest, '\n', &line);
        yg_str record = yg_str_from(block, (size_t)(what >> 32));
        fail_msg("seed %llu: %s by the index: %.*s\nrecord: %.*s", (unsigned long long)first_seed,
                 lost ? "lost" : "invented", YG_FMT(line),
                 YG_FMT(yg_str_sub(record, 0, yg_str_chr(record, '\n'))));
    }
    for (int i = 0; i < 2; i++) {
        total[i].read += f[i].read;
        total[i].met.n += f[i].met.n;
        yg_vec_free(&f[i].met);
    }
    yg_log_form_free(form);
}

static void look__made_up_patterns_and_logs__as_by_trying_all(void **state) {
    uint64_t seed = 7;
    found total[2] = {0};
    size_t patterns = 0, records = 0, not_all = 0;
    (void)state;
    const uint64_t rounds = IS_SANITIZED ? 80 : 500;
    for (uint64_t round = 0; round < rounds; round++) {
        YG_CLEANUP_BUF yg_buf texts = {0};
        uint64_t first_seed = seed;
        yg_patterns *plain = yg_patterns_make(), *indexed = yg_patterns_make();
        int n = round % 4 == 0 ? 1 : round % 4 == 1 ? 3 : round % 4 == 2 ? 10 : 40;
        only_texts = round % 4 < 3;
        (void)add_patterns(&seed, plain, indexed, &texts, n);
        patterns += (size_t)n;
        yg_patterns_index(indexed);
        not_all += !yg_patterns_ask_all(indexed);
        for (int log = 0; log < 12; log++) {
            YG_CLEANUP_BUF yg_buf block = {0};
            make_log(&seed, &block);
            compare(first_seed, plain, indexed, yg_buf_str(&texts), yg_buf_str(&block), total);
        }
        yg_patterns_free(plain);
        yg_patterns_free(indexed);
    }
    records = total[0].read;
    /* The test is worth something: much is met, and not every record was read for it. */
    print_message("%zu patterns, %zu records, %zu met, %zu read by the index (%zu sets)\n",
                  patterns, records, total[0].met.n, total[1].read, not_all);
    assert_true(total[0].met.n > rounds * 15);
    assert_true(total[1].read < records * 9 / 10);
    assert_true(not_all > rounds / 2);
}

/* What keeps a needle from standing in the record as it is, each by itself. */
static const struct {
    const char *record, *pattern;
} hidden[] = {
    {"{\"query\":\"login.ex\\u0061mple.com\"}", "[domain-name:value LIKE '%.example.com']"},
    {"{\"CommandLine\":\"power\\shell\"}", "[process:command_line LIKE '%powershell%']"},
    {"{\"message\":\"{\\\"CommandLine\\\":\\\"power\\\\shell\\\"}\"}",
     "[process:command_line LIKE '%powershell%']"},
    {"{\"message\":\" \\n{\\\"CommandLine\\\":\\\"power\\\\u0073hell\\\"}\"}",
     "[process:command_line LIKE '%powershell%']"},
    {"#separator \\x09\n#fields\tts\tuid\tquery\n1.0\tC\tlogin.ex\\x61mple.com",
     "[domain-name:value LIKE '%.example.com']"},
    {"<Event><Data Name=\"CommandLine\">power&#115;hell</Data></Event>",
     "[process:command_line LIKE '%powershell%']"},
    {"<Event><Data Name=\"CommandLine\">power&#x73;hell</Data></Event>",
     "[process:command_line LIKE '%powershell%']"},
    {"{\"CommandLine\":\"Hauptstra\xC3\x9F"
     "e\"}",
     "[process:command_line MATCHES '(?i)hauptstrasse']"},
    {"{\"CommandLine\":\"run o\xEF\xAC\x83"
     "ce\"}",
     "[process:command_line MATCHES '(?i)office']"},
    {"{\"CommandLine\":\"run to\xC5\xBF"
     "sing\"}",
     "[process:command_line MATCHES '(?i)tossing']"},
    {"{\"CommandLine\":\"run evil.exe\"}", "[process:command_line MATCHES 'evilx(?#c)?[.]exe']"},
    {"{\"CommandLine\":\"run \xE2\x84\xAA"
     "elvin\"}",
     "[process:command_line LIKE 'run Kelvin']"},
    {"{\"TargetObject\":\"HKLM\\\\Software\\\\Bad\"}",
     "[windows-registry-key:key LIKE 'HKEY_LOCAL_MACHINE%']"},
    {"{\"ts\":1.0,\"uid\":\"C\",\"host\":\"evil.example\",\"uri\":\"/x\",\"id.resp_p\":443,"
     "\"id.orig_h\":\"192.0.2.1\"}",
     "[url:value LIKE 'https:%']"},
    {"{\"ts\":1.0,\"uid\":\"C\",\"host\":\"evil.example\",\"uri\":\"/"
     "xyz\",\"query_string\":\"q=1\","
     "\"id.orig_h\":\"192.0.2.1\"}",
     "[url:value = 'http://evil.example/xyz?q=1']"},
    {"{\"certificate.fingerprint\":"
     "\"d4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e:d4:1d:8c:d9\"}",
     "[x509-certificate:hashes.'SHA-1' = 'd41d8cd98f00b204e9800998ecf8427ed41d8cd9']"},
    {"{\"ts\":1.0,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":\"192.0.2.2\","
     "\"id.resp_p\":\"0x20fb\"}",
     "[network-traffic:dst_port = 8443]"},
    {"{\"ts\":1.0,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":\"192.0.2.2\","
     "\"id.resp_p\":\"0x03e8\"}",
     "[network-traffic:dst_port = 1000]"},
    {"{\"ts\":1.0,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":\"192.0.2.2\"}",
     "[network-traffic:dst_ref.type = 'ipv4-addr']"},
};

static void look__what_hides_a_needle__found(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        yg_patterns *p[2];
        yg_str block = yg_str_of(hidden[i].record);
        yg_log_form *form = yg_log_form_open(block);
        for (int k = 0; k < 2; k++) {
            yg_stix_pattern tree = {0};
            found f = {0};
            p[k] = yg_patterns_make();
            assert_true(yg_stix_pattern_parse(&tree, yg_str_of(hidden[i].pattern), NULL));
            assert_true(yg_patterns_add(p[k], &tree, NULL));
            yg_stix_pattern_free(&tree);
            if (k == 1)
                yg_patterns_index(p[k]);
            search(p[k], k == 1, form, block, &f);
            if (f.met.n == 0)
                fail_msg("%s: %s: %s", k == 0 ? "met by nobody" : "lost", hidden[i].record,
                         hidden[i].pattern);
            yg_vec_free(&f.met);
            yg_patterns_free(p[k]);
        }
        yg_log_form_free(form);
    }
}

/* A line is not a record: each of many on one line is told. */
static void look__records_on_one_line__each_found(void **state) {
    static const struct {
        const char *head, *record, *tail;
    } logs[] = {
        {"{\"Records\":[", "{\"CommandLine\":\"run dropper.exe\"}", "]}\n"},
        {"[", "{\"CommandLine\":\"run dropper.exe\"}", "]"},
        {"{\"Records\":[", "{\"CommandLine\":\"run d\\u0072opper.exe\"}", "]}\n"},
        {"[",
         "{\"CommandLine\":\"run o\xEF\xAC\x83"
         "ce dropper.exe\"}",
         "]"},
        {"[", "{\"rest\":{},\"CommandLine\":\"run dropper.exe dropper.exe\"}", "]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        YG_CLEANUP_BUF yg_buf block = {0};
        yg_stix_pattern tree = {0};
        found f = {0};
        yg_patterns *p = yg_patterns_make();
        yg_buf_addz(&block, logs[i].head);
        for (int n = 0; n < 40; n++)
            yg_buf_addf(&block, "%s%s", n > 0 ? "," : "", logs[i].record);
        yg_buf_addz(&block, logs[i].tail);
        assert_true(yg_stix_pattern_parse(
            &tree, YG_STR("[process:command_line LIKE '%dropper%exe%']"), NULL));
        assert_true(yg_patterns_add(p, &tree, NULL));
        yg_stix_pattern_free(&tree);
        yg_patterns_index(p);
        yg_log_form *form = yg_log_form_open(yg_buf_str(&block));
        assert_false(yg_log_form_is_lines(form));
        search(p, true, form, yg_buf_str(&block), &f);
        assert_int_equal(f.met.n, 40);
        yg_vec_free(&f.met);
        yg_log_form_free(form);
        yg_patterns_free(p);
    }
}

/* Texts of two letters: all alike by any few bytes. The work at a place is bounded, by a counter,
 * and nothing is lost. */
static void look__thousands_of_texts_alike__bounded_and_found(void **state) {
    enum { PATTERNS = 12, TEXTS = 300, RECORDS = 400 };
    YG_CLEANUP_BUF yg_buf block = {0}, one = {0}, texts = {0};
    yg_patterns *plain = yg_patterns_make(), *indexed = yg_patterns_make();
    uint64_t seed = 3;
    found total[2] = {0};
    (void)state;
    for (int i = 0; i < PATTERNS; i++) {
        yg_stix_pattern tree = {0};
        yg_buf_clear(&one);
        yg_buf_addz(&one, "[process:pid > 1 AND process:command_line IN (");
        for (int k = 0; k < TEXTS; k++) {
            yg_buf_addz(&one, k > 0 ? ",'" : "'");
            for (int c = 0; c < 10; c++)
                yg_buf_addc(&one, "ab"[seeded_below(&seed, 2)]);
            yg_buf_addc(&one, '\'');
        }
        yg_buf_addz(&one, ")]");
        assert_true(yg_stix_pattern_parse(&tree, yg_buf_str(&one), NULL));
        assert_true(yg_patterns_add(plain, &tree, NULL) && yg_patterns_add(indexed, &tree, NULL));
        yg_stix_pattern_free(&tree);
        yg_buf_addf(&texts, "%.*s\n", YG_FMT(yg_buf_str(&one)));
    }
    yg_patterns_index(indexed);
    for (int i = 0; i < RECORDS; i++) {
        yg_buf_addz(&block, "{\"EventID\":1,\"ProcessId\":7,\"CommandLine\":\"");
        for (int c = 0; c < 10; c++)
            yg_buf_addc(&block, "ab"[seeded_below(&seed, 2)]);
        yg_buf_addz(&block, "\"}\n");
    }
    assert_int_equal(yg_patterns_crowded(indexed), PATTERNS);
    compare(0, plain, indexed, yg_buf_str(&texts), yg_buf_str(&block), total);
    assert_true(total[1].met.n > RECORDS / 4);
    yg_pattern_scratch *scratch = yg_pattern_scratch_make(indexed);
    size_t n;
    yg_buf_clear(&block);
    for (int c = 0; c < 10000; c++)
        yg_buf_addc(&block, "ab"[seeded_below(&seed, 2)]);
    yg_patterns_look(indexed, scratch, yg_buf_str(&block), &n); /* of every fourth byte */
    assert_in_range(yg_pattern_scratch_compared(scratch), 1, block.n / 4 * YG_PATTERN_ALIKE);
    yg_pattern_scratch_free(scratch);
    yg_patterns_free(plain);
    yg_patterns_free(indexed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(look__thousands_of_texts_alike__bounded_and_found),
        cmocka_unit_test(look__records_on_one_line__each_found),
        cmocka_unit_test(look__what_hides_a_needle__found),
        cmocka_unit_test(look__made_up_patterns_and_logs__as_by_trying_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
