/* A big list of everything, read by any number of threads, held against the plain way: line after
 * line, every value refanged, recognised and normalised (text/indicator_line.h) and added alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "seeded.h"
#include "text/defang.h"
#include "text/indicator_line.h"
#include "watch/watchlist.h"

enum { LEAST_BYTES = 9 << 20, LONG_LINE = 3 << 20 };

/* --- The list --- */

static const char *const words[] = {
    "",         "",         "",          "domain-name", "domain",  "ipv4-addr", "ip",
    "url",      "sha256",   "hostname",  "Host Name",   "md5",     "sha1",      "FileHash-SHA256",
    "file",     "regkey",   "mutex",     "yara",        "ip-dst",  "uri",       "email",
    "filename", "hostname", "host_name", "domain|ip",   "ip|port", "SHA512",    "ドメイン"};

static void add_digest(yg_buf *text, uint64_t *seed, int digits) {
    static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
    uint64_t state = seeded_below(seed, 3000); /* some come again */
    const char *set = seeded_below(seed, 8) == 0 ? upper : lower;
    for (int i = 0; i < digits; i++)
        yg_buf_addc(text, set[seeded_next(&state) & 15]);
}

static void add_name(yg_buf *text, uint64_t *seed) {
    static const char *const tops[] = {"com", "net",   "co.jp", "exe",  "zip",   "vn",  "xn--p1ai",
                                       "br",  "co.uk", "rs",    "info", "local", "doc", "museum"};
    static const char *const starts[] = {"",    "www.",   "Mail.",          "a_b.",
                                         "-x.", "login-", "xn--80ak6aa92e."};
    yg_buf_addf(text, "%s%s%u.%s", starts[seeded_below(seed, 7)],
                seeded_below(seed, 9) == 0 ? "EVIL" : "evil", (unsigned)seeded_below(seed, 4000),
                tops[seeded_below(seed, 14)]);
}

static void add_ipv4(yg_buf *text, uint64_t *seed) {
    yg_buf_addf(text, "%u.%u.%u.%u", (unsigned)seeded_below(seed, 230),
                (unsigned)seeded_below(seed, 20) * 12, (unsigned)seeded_below(seed, 10),
                (unsigned)seeded_below(seed, 260));
}

static void add_value(yg_buf *text, uint64_t *seed) {
    static const char *const others[] = {
        "HKLM\\Software\\Evil",
        "HKCU:\\Software\\Run\\x",
        "loader.exe",
        "evil loader.exe",
        "mallory@evil.example.com",
        "Mallory@EVIL.example.com",
        "evil[.]example[.]com",
        "hxxps://evil.example.com/a[.]php",
        "2001:db8::1",
        "2001:0DB8::1",
        "2001:db8::/32",
        "198.51.100.0/24",
        "198.51.100.7/32",
        "203.0.113.5:8080",
        "evil.example.com:443",
        "[2001:db8::7]:53",
        "悪い.example.com",
        "\"quoted.example.com\"",
        "<http://evil.example.com/x>",
        "http://evil.example.com:8080/x?y=1#z",
        "http://10.0.0.1/x",
        "http://[2001:db8::9]/x",
        "HTTP://Evil.Example.com/X",
        "evil.example.com/path",
        "1.2.3.04",
        "localhost",
        "co.jp",
        "duckdns.org",
        "*.evil.example.com",
        "CVE-2024-0001",
        "no indicator at all",
        "d41d8cd98f00b204e9800998ecf8427e",
        "evil.example.com.",
        "a,b",
        "198.51.100.9|443",
        "e.example.com|198.51.100.10",
        "bad\xFF\xFE.example.com",
        "nul",
    };
    switch (seeded_below(seed, 7)) {
    case 0:
        add_name(text, seed);
        return;
    case 1:
        add_ipv4(text, seed);
        return;
    case 2: {
        static const int digits[] = {32, 40, 64, 128, 33, 63};
        add_digest(text, seed, digits[seeded_below(seed, 6)]);
        return;
    }
    case 3:
        yg_buf_addz(text, seeded_below(seed, 4) == 0 ? "https://" : "http://");
        add_name(text, seed);
        yg_buf_addf(text, "/%u", (unsigned)seeded_below(seed, 500));
        return;
    case 4:
        yg_buf_addz(text, "http://");
        add_ipv4(text, seed);
        yg_buf_addf(text, seeded_below(seed, 2) ? "/%u.php?a=(b)" : ":%u/x",
                    (unsigned)seeded_below(seed, 70000));
        return;
    default:
        yg_buf_addz(text, others[seeded_below(seed, sizeof others / sizeof *others)]);
    }
}

static void add_line(yg_buf *text, uint64_t *seed) {
    static const char *const behind[] = {"",       "", "", "", "", "\r", " ", "\t", " # a comment",
                                         " ; SBL1"};
    static const char *const whole[] = {"",
                                        "# comment",
                                        "// x",
                                        "0.0.0.0 sink.example.com",
                                        "\t",
                                        "url",
                                        "domain",
                                        "\tx.example.com",
                                        "::1 six.example.com"};
    uint64_t draw = seeded_below(seed, 40);
    if (draw == 0) {
        yg_buf_addz(text, whole[seeded_below(seed, sizeof whole / sizeof *whole)]);
    } else {
        const char *word = words[seeded_below(seed, sizeof words / sizeof *words)];
        if (*word != '\0')
            yg_buf_addf(text, "%s\t", word);
        add_value(text, seed);
        yg_buf_addz(text, behind[seeded_below(seed, sizeof behind / sizeof *behind)]);
    }
    yg_buf_addc(text, '\n');
}

static yg_buf make_list(void) {
    yg_buf text = {0};
    uint64_t seed = 11;
    bool has_long = false;
    for (int i = 0; i < 3000; i++) /* the head, by which it is taken for a list */
        yg_buf_addf(&text, "domain\tfirst%d.example.com\n", i);
    while (text.n < LEAST_BYTES) {
        add_line(&text, &seed);
        if (!has_long && text.n > LEAST_BYTES / 2) {
            for (int i = 0; i < LONG_LINE; i++)
                yg_buf_addc(&text, 'x');
            yg_buf_addc(&text, '\n');
            has_long = true;
        }
    }
    yg_buf_addz(&text, "last.example.com");
    return text;
}

/* --- The plain way --- */

typedef struct {
    yg_indicators_maker *maker;
    yg_buf values, contexts; /* of distinct ones, one a line */
    yg_buf refanged, normal;
    yg_watchlist_counts counts;
    YG_VEC(uint64_t) rejects; /* offsets of the first */
} plain;

static bool is_kind_word(yg_str word) {
    return yg_indicator_kind_of_word(word) != NULL ||
           (word.n > 1 && word.n < 32 && yg_str_chr(word, '.') == SIZE_MAX &&
            yg_str_chr(word, ':') == SIZE_MAX && yg_str_chr(word, ' ') == SIZE_MAX);
}

static void add_to(plain *p, yg_str kind, yg_str comment, yg_str port) {
    yg_indicator_type type;
    uint32_t number;
    if (!yg_indicator_type_from_word(kind, &type)) {
        p->counts.foreign++;
        return;
    }
    yg_indicator_verdict verdict =
        yg_indicators_add(p->maker, type, yg_buf_str(&p->normal), &number);
    if (verdict == YG_INDICATOR_KNOWN)
        p->counts.known++;
    else if (verdict != YG_INDICATOR_TAKEN)
        p->counts.left_out[verdict]++;
    if (verdict != YG_INDICATOR_TAKEN)
        return;
    p->counts.taken++;
    if (port.n > 0)
        yg_buf_addf(&p->contexts, "port %.*s%s", YG_FMT(port), comment.n > 0 ? "; " : "");
    yg_buf_add(&p->contexts, comment);
    yg_buf_addc(&p->contexts, '\n');
}

static bool take_one(plain *p, yg_str word, yg_str raw, yg_str comment) {
    yg_str value, port;
    const char *wanted = word.n > 0 ? yg_indicator_kind_of_word(word) : "";
    const char *kind = yg_indicator_recognise(&p->refanged, raw, &value, &port);
    if (wanted == NULL && kind == NULL) {
        p->counts.foreign++;
        return true;
    }
    if (wanted != NULL && *wanted != '\0')
        kind = yg_indicator_kind_wanted(wanted, kind, raw, &value);
    yg_buf_clear(&p->normal);
    if (kind == NULL || !yg_indicator_normalise(yg_str_of(kind), value, &p->normal))
        return false;
    add_to(p, yg_str_of(kind), comment, port);
    return true;
}

static bool take_words(plain *p, yg_str types, yg_str values, yg_str comment) {
    yg_str type, value;
    bool taken = false;
    if (yg_str_chr(types, '|') == SIZE_MAX || yg_str_chr(values, '|') == SIZE_MAX)
        return take_one(p, types, values, comment);
    while (yg_str_split(&types, '|', &type) && yg_str_split(&values, '|', &value)) {
        if (!yg_str_eq_nocase(yg_str_trim(type), YG_STR("port")))
            taken = take_one(p, type, value, comment) || taken;
    }
    return taken;
}

static void reject(plain *p, uint64_t at) {
    p->counts.rejected++;
    if (p->rejects.n < YG_WATCHLIST_REJECTS)
        yg_vec_push(&p->rejects, at);
}

static void take_line(plain *p, yg_str line, uint64_t at) {
    yg_line_parts parts;
    if (line.n >= 1 << 20) {
        reject(p, at);
        return;
    }
    if (yg_indicator_line_read(line, &parts) != YG_LINE_VALUE)
        return;
    yg_str word = {NULL, 0}, value = parts.value;
    size_t tab = yg_str_chr(value, '\t');
    if (tab != SIZE_MAX && is_kind_word(yg_str_sub(value, 0, tab))) {
        word = yg_str_trim(yg_str_sub(value, 0, tab));
        value = yg_str_trim(yg_str_from(value, tab + 1));
    }
    bool is_prose =
        word.n == 0 && (yg_str_chr(value, ' ') != SIZE_MAX || yg_str_chr(value, '\t') != SIZE_MAX);
    if (is_prose || !take_words(p, word, value, parts.comment))
        reject(p, at + (uint64_t)(parts.value.p - line.p));
}

static void read_plainly(plain *p, yg_str text) {
    yg_str rest = text, line;
    while (yg_str_split(&rest, '\n', &line)) {
        uint64_t at = (uint64_t)(line.p - text.p);
        line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
        take_line(p, line, at);
    }
}

/* --- One against the other --- */

static void expect_same(const yg_watchlist *list, const plain *p, const yg_indicators *set) {
    yg_watchlist_counts got = yg_watchlist_count(list);
    yg_watchlist_reject rejects[YG_WATCHLIST_REJECTS];
    YG_CLEANUP_BUF yg_buf mine = {0}, theirs = {0};
    yg_str contexts = yg_buf_str(&p->contexts), context;
    assert_int_equal(got.taken, p->counts.taken);
    assert_int_equal(got.known, p->counts.known);
    assert_int_equal(got.rejected, p->counts.rejected);
    assert_int_equal(got.foreign, p->counts.foreign);
    assert_memory_equal(got.left_out, p->counts.left_out, sizeof got.left_out);
    assert_int_equal(yg_indicators_count(yg_watchlist_set(list)), yg_indicators_count(set));
    for (uint32_t i = 0; i < yg_indicators_count(set); i++) {
        yg_str value = yg_indicators_value(set, i, &mine);
        yg_str other = yg_indicators_value(yg_watchlist_set(list), i, &theirs);
        assert_int_equal(yg_indicators_type(set, i), yg_indicators_type(yg_watchlist_set(list), i));
        assert_true(yg_str_split(&contexts, '\n', &context));
        if (!yg_str_eq(value, other))
            fail_msg("%u: \"%.*s\", not \"%.*s\"", i, YG_FMT(other), YG_FMT(value));
        if (context.n > 0 && !yg_str_eq(yg_watchlist_of(list, i).context, context))
            fail_msg("%.*s: \"%.*s\", not \"%.*s\"", YG_FMT(value),
                     YG_FMT(yg_watchlist_of(list, i).context), YG_FMT(context));
    }
    assert_int_equal(yg_watchlist_rejects(list, rejects, YG_WATCHLIST_REJECTS), p->rejects.n);
    for (size_t i = 0; i < p->rejects.n; i++)
        assert_int_equal(rejects[i].offset_bytes, p->rejects.at[i]);
}

static void list__of_everything__any_threads_as_line_by_line(void **state) {
    (void)state;
    char folder[] = "/tmp/test-lines-XXXXXX", path[64];
    YG_CLEANUP_BUF yg_buf text = make_list();
    const yg_str bytes = yg_buf_str(&text);
    const char *const files[] = {path};
    yg_watchlist *first = NULL;
    plain p = {.maker = yg_indicators_make()};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/list.txt", folder);
    assert_true(yg_file_write_whole(path, &bytes, 1, NULL));
    read_plainly(&p, bytes);
    yg_indicators *set = yg_indicators_compile(p.maker, YG_STR(""));
    assert_true(p.counts.taken > 20000 && p.counts.known > 20000 && p.counts.rejected > 10000 &&
                p.counts.foreign > 1000);
    assert_true(p.counts.left_out[YG_INDICATOR_PRIVATE] > 100 &&
                p.counts.left_out[YG_INDICATOR_PUBLIC_SUFFIX] > 100 &&
                p.counts.left_out[YG_INDICATOR_EMPTY_DIGEST] > 100);
    for (unsigned threads = 1; threads < 8; threads = threads * 2 + 1) {
        yg_watchlist *list = NULL;
        yg_error err = {0};
        const yg_watchlist_options options = {.files = files, .files_n = 1, .threads = threads};
        if (!yg_watchlist_open(&options, &list, &err))
            fail_msg("%s", err.text);
        expect_same(list, &p, set);
        if (first == NULL) {
            first = list;
            continue;
        }
        assert_true(yg_str_eq(yg_indicators_image(yg_watchlist_set(first)),
                              yg_indicators_image(yg_watchlist_set(list))));
        yg_watchlist_free(list);
    }
    yg_watchlist_free(first);
    yg_indicators_free(set);
    yg_buf_free(&p.contexts);
    yg_buf_free(&p.refanged);
    yg_buf_free(&p.normal);
    yg_vec_free(&p.rejects);
    unlink(path);
    rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list__of_everything__any_threads_as_line_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
