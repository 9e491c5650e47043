#include "text/period.h"

#include "text/key.h"

typedef struct {
    yg_str rest;
    int year;
} scan;

static bool take(scan *s, const char *word) {
    if (!yg_str_starts(s->rest, yg_str_of(word)))
        return false;
    s->rest = yg_str_from(s->rest, strlen(word));
    return true;
}

static void skip(scan *s) {
    static const char *const fillers[] = {" ",  "-",  "~",  ",",  ".", "/",
                                          "の", "中", "〜", "～", "–"};
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
        if (take(s, fillers[i]))
            i = (size_t)-1;
    }
}

/* Up to `most` digits; -1: none. */
static int number(scan *s, size_t most) {
    size_t n = 0;
    uint64_t value = 0;
    while (n < s->rest.n && n <= most && s->rest.p[n] >= '0' && s->rest.p[n] <= '9')
        n++;
    if (n == 0 || n > most || !yg_str_to_u64(yg_str_sub(s->rest, 0, n), &value))
        return -1;
    s->rest = yg_str_from(s->rest, n);
    return (int)value;
}

/* The year, in the common era, in front: 2022, 令和4年, r4. */
static bool take_year(scan *s) {
    static const struct {
        const char *word;
        int before;
    } eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925},
                {"r", 2018},    {"h", 1988},    {"s", 1925}};
    scan start = *s;
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        *s = start;
        if (!take(s, eras[i].word))
            continue;
        skip(s);
        int year = take(s, "元") ? 1 : number(s, 2);
        /* A single Latin letter is an era only with 年 or a half behind the number ("h1" is none).
         */
        bool sure = i < 3 || yg_str_starts(s->rest, YG_STR("年"));
        if (year >= 1 && sure) {
            s->year = eras[i].before + year;
            take(s, "年");
            return true;
        }
    }
    *s = start;
    size_t digits = 0;
    while (digits < s->rest.n && s->rest.p[digits] >= '0' && s->rest.p[digits] <= '9')
        digits++;
    if (digits != 4)
        return false;
    s->year = number(s, 4);
    if (s->year < 1900 || s->year > 2199)
        return false;
    return take(s, "年") || true;
}

static int month_name(scan *s) {
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    for (int i = 0; i < 12; i++) {
        if (take(s, months[i]))
            return i + 1;
    }
    for (int i = 0; i < 12; i++) {
        yg_str shorter = {months[i], 3};
        if (yg_str_starts(s->rest, shorter)) {
            s->rest = yg_str_from(s->rest, 3);
            return i + 1;
        }
    }
    return 0;
}

/* What part of the year: H1, Q3, a month or a range of months. */
typedef struct {
    char kind; /* 'Y', 'H', 'Q', 'M', 'F' (fiscal year) */
    int first, last;
} part;

static bool word_part(scan *s, part *p) {
    static const struct {
        const char *word;
        char kind;
        int number;
    } words[] = {{"年度", 'F', 0},
                 {"度", 'F', 0},
                 {"上半期", 'H', 1},
                 {"下半期", 'H', 2},
                 {"上期", 'H', 1},
                 {"下期", 'H', 2},
                 {"前半", 'H', 1},
                 {"後半", 'H', 2},
                 {"上", 'H', 1},
                 {"下", 'H', 2},
                 {"first half", 'H', 1},
                 {"second half", 'H', 2},
                 {"1st half", 'H', 1},
                 {"2nd half", 'H', 2},
                 {"h1", 'H', 1},
                 {"h2", 'H', 2},
                 {"1h", 'H', 1},
                 {"2h", 'H', 2},
                 {"q1", 'Q', 1},
                 {"q2", 'Q', 2},
                 {"q3", 'Q', 3},
                 {"q4", 'Q', 4},
                 {"1q", 'Q', 1},
                 {"2q", 'Q', 2},
                 {"3q", 'Q', 3},
                 {"4q", 'Q', 4},
                 {"第1四半期", 'Q', 1},
                 {"第2四半期", 'Q', 2},
                 {"第3四半期", 'Q', 3},
                 {"第4四半期", 'Q', 4},
                 {"first quarter", 'Q', 1},
                 {"second quarter", 'Q', 2},
                 {"third quarter", 'Q', 3},
                 {"fourth quarter", 'Q', 4}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (take(s, words[i].word)) {
            *p = (part){words[i].kind, words[i].number, words[i].number};
            return true;
        }
    }
    return false;
}

static bool month_part(scan *s, part *p) {
    int first = month_name(s);
    bool named = first > 0, full = false;
    if (!named)
        first = number(s, 2);
    if (first < 1 || first > 12)
        return false;
    full = take(s, "月");
    size_t before = s->rest.n;
    scan more = *s;
    skip(&more);
    take(&more, "から");
    take(&more, "to ");
    int last = named ? month_name(&more) : number(&more, 2);
    bool closed = named || take(&more, "月");
    if (last > first && last <= 12 && closed && more.rest.n < before) {
        *s = more;
        *p = (part){'M', first, last};
        return true;
    }
    *p = (part){'M', first, first};
    return named || full || s->rest.n == 0;
}

static bool add(yg_buf *buf, int year, part p) {
    if (p.kind == 'Y')
        yg_buf_addf(buf, "%04d", year);
    else if (p.kind == 'F')
        yg_buf_addf(buf, "%04d-04/%04d-03", year, year + 1);
    else if (p.kind != 'M')
        yg_buf_addf(buf, "%04d-%c%d", year, p.kind, p.first);
    else if (p.first == p.last)
        yg_buf_addf(buf, "%04d-%02d", year, p.first);
    else if (p.last - p.first == 5 && p.first % 6 == 1)
        yg_buf_addf(buf, "%04d-H%d", year, p.first == 1 ? 1 : 2);
    else if (p.last - p.first == 2 && p.first % 3 == 1)
        yg_buf_addf(buf, "%04d-Q%d", year, p.last / 3);
    else if (p.first == 1 && p.last == 12)
        yg_buf_addf(buf, "%04d", year);
    else
        yg_buf_addf(buf, "%04d-%02d/%04d-%02d", year, p.first, year, p.last);
    return true;
}

/* A day: month and day behind a year, 5月1日, 7/8, 7.8, 7-8; whether it exists, yg_date_parse says.
 */
static bool add_day(yg_buf *buf, const scan *from) {
    scan s = *from;
    char sign = s.rest.n > 0 ? s.rest.p[0] : '\0';
    if (strchr("/.-", sign) != NULL && sign != '\0')
        s.rest = yg_str_from(s.rest, 1);
    else
        sign = '\0';
    int month = number(&s, 2);
    if (month < 1 || !(sign == '\0' ? take(&s, "月") : s.rest.n > 0 && s.rest.p[0] == sign))
        return false;
    if (sign != '\0')
        s.rest = yg_str_from(s.rest, 1);
    int day = number(&s, 2);
    if (day < 1 || (sign == '\0' && !take(&s, "日")) || s.rest.n > 0)
        return false;
    yg_buf_addf(buf, "%04d-%02d-%02d", s.year, month, day);
    return true;
}

static bool read(yg_buf *buf, yg_str text) {
    scan s = {.rest = yg_str_trim(text)};
    part p = {'Y', 0, 0};
    if (take_year(&s)) {
        if (add_day(buf, &s))
            return true;
        skip(&s);
        if (s.rest.n == 0)
            return add(buf, s.year, p);
        if (!word_part(&s, &p) && !month_part(&s, &p))
            return false;
        skip(&s);
        return s.rest.n == 0 && add(buf, s.year, p);
    }
    if (!word_part(&s, &p) && !month_part(&s, &p))
        return false;
    skip(&s);
    take(&s, "of ");
    skip(&s);
    return p.kind != 'F' && take_year(&s) && (skip(&s), s.rest.n == 0) && add(buf, s.year, p);
}

/* ISO dates as they are: a year, a month, a day, with or without a half or quarter. */
static bool iso_day(yg_buf *buf, yg_str s) {
    if (s.n != 10 || (s.p[4] != '-' && s.p[4] != '/') || s.p[7] != s.p[4])
        return false;
    for (size_t i = 0; i < 10; i++) {
        if (i != 4 && i != 7 && (s.p[i] < '0' || s.p[i] > '9'))
            return false;
    }
    yg_buf_addf(buf, "%.4s-%.2s-%.2s", s.p, s.p + 5, s.p + 8);
    return true;
}

bool yg_period_add(yg_buf *buf, yg_str label) {
    YG_CLEANUP_BUF yg_buf folded = {0};
    if (label.n == 0 || label.n > 80)
        return false;
    yg_key_add_nfkc(&folded, yg_str_trim(label));
    for (size_t i = 0; i < folded.n; i++) {
        if (folded.p[i] >= 'A' && folded.p[i] <= 'Z')
            folded.p[i] = (char)(folded.p[i] | 0x20);
    }
    yg_str text = yg_buf_str(&folded);
    return iso_day(buf, text) || read(buf, text);
}
