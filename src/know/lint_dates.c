/* Dates against themselves and against what the record's links and its entry say. */
#include "base/time.h"
#include "know/lint_part.h"

enum { LATE_MONTHS = 11, SAME_SEASON_DAYS = 21, ONE_YEAR_DAYS = 365 };

static int digit_run(yg_str s, size_t at) {
    int n = 0;
    while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9') {
        at++;
        n++;
    }
    return n;
}

static int number_at(yg_str s, size_t at, int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++)
        value = value * 10 + (s.p[at + (size_t)i] - '0');
    return value;
}

static bool make_day(int year, int month, int day, yg_date *ret) {
    if (year < 2000 || year > 2039 || month < 1 || month > 12 || day < 0 ||
        day > yg_days_in_month(year, month))
        return false;
    int64_t from = yg_days_from_civil(year, month, day > 0 ? day : 1);
    int64_t to = day > 0 ? from + 1 : from + yg_days_in_month(year, month);
    *ret =
        (yg_date){from * YG_US_PER_DAY, to * YG_US_PER_DAY, day > 0 ? YG_DATE_DAY : YG_DATE_MONTH};
    return true;
}

/* "may" or "05" or "5" at *at, which moves behind it; 0: none. */
static int month_at(yg_str s, size_t *at) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    int run = digit_run(s, *at);
    if (run == 1 || run == 2) {
        *at += (size_t)run;
        return number_at(s, *at - (size_t)run, run);
    }
    if (run > 0 || s.n - *at < 3)
        return 0;
    for (int month = 0; month < 12; month++) {
        if (yg_str_eq_nocase(yg_str_sub(s, *at, 3), (yg_str){names + (size_t)month * 3, 3})) {
            *at += 3;
            return month + 1;
        }
    }
    return 0;
}

/* A date that begins with the year at `at`: 2024/05/09, 2024/may/9, 2024-05-09, 20240509, 2024/05/,
 * 2024-05 at the end of a part. */
static bool date_at(yg_str s, size_t at, yg_date *ret) {
    int run = digit_run(s, at), year = number_at(s, at, 4);
    if (run == 8)
        return number_at(s, at + 6, 2) > 0 &&
               make_day(year, number_at(s, at + 4, 2), number_at(s, at + 6, 2), ret);
    if (run != 4 || at + 4 >= s.n)
        return false;
    char mark = s.p[at + 4];
    if (mark != '/' && mark != '-' && mark != '_' && mark != '.')
        return false;
    size_t next = at + 5;
    bool is_digits = digit_run(s, next) > 0;
    int month_digits = digit_run(s, next), month = month_at(s, &next);
    if (month == 0 || (month_digits == 1 && mark != '/') || (!is_digits && mark != '/'))
        return false;
    if (next < s.n && s.p[next] == mark) {
        int day_digits = digit_run(s, next + 1);
        size_t behind = next + 1 + (size_t)day_digits;
        bool short_day = day_digits == 1 && mark == '/' && (behind >= s.n || s.p[behind] == '/');
        if ((day_digits == 2 || short_day) && number_at(s, next + 1, day_digits) > 0 &&
            make_day(year, month, number_at(s, next + 1, day_digits), ret))
            return true;
    }
    bool ends = next >= s.n || s.p[next] == '/' || (s.p[next] == '-' && mark == '/');
    return ends && is_digits && month_digits == 2 && (mark == '/' || mark == '-') &&
           make_day(year, month, 0, ret);
}

/* The path, with percent escapes decoded: "%202017-07" holds no year 2020. */
static void add_path(yg_buf *buf, yg_str address) {
    size_t mark = yg_str_find(address, YG_STR("://"));
    yg_str rest = yg_str_from(address, mark == SIZE_MAX ? 0 : mark + 3);
    rest = yg_str_from(rest, yg_str_chr(rest, '/'));
    for (size_t i = 0; i < rest.n && rest.p[i] != '?' && rest.p[i] != '#'; i++) {
        int byte = yg_percent_byte(rest, i);
        yg_buf_addc(buf, byte >= 0 ? (char)byte : rest.p[i]);
        i += byte >= 0 ? 2 : 0;
    }
}

bool yg_lint_link_date(yg_str address, yg_date *ret_date) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_date best = {0}, found;
    add_path(&path, address);
    yg_str s = yg_buf_str(&path);
    for (size_t at = 0; at < s.n; at++) {
        int run = digit_run(s, at);
        if (run >= 4 && date_at(s, at, &found) &&
            (best.precision == YG_DATE_NONE ||
             (best.precision == YG_DATE_MONTH && found.precision == YG_DATE_DAY)))
            best = found;
        at += run > 0 ? (size_t)run - 1 : 0;
    }
    if (best.precision == YG_DATE_NONE)
        return false;
    *ret_date = best;
    return true;
}

static int64_t days_between(int64_t from_us, int64_t to_us) {
    return (to_us - from_us) / YG_US_PER_DAY;
}

static int month_number(int64_t us) {
    int year, month, day;
    yg_civil_from_days(us / YG_US_PER_DAY - (us < 0 && us % YG_US_PER_DAY != 0), &year, &month,
                       &day);
    return year * 12 + month;
}

/* Would the date with another year lie at most three weeks before the link? The mark of a mistyped
 * year. It never lies behind it: nothing is reported before it happens. */
static bool is_year_slip(const yg_date *date, const yg_date *link) {
    int64_t from = days_between(date->from_us, link->from_us);
    int64_t to = days_between(date->from_us, link->to_us - 1);
    for (int years = 1; years <= 3; years++) {
        int64_t shift = (int64_t)years * ONE_YEAR_DAYS;
        if (to - shift >= 0 && from - shift <= SAME_SEASON_DAYS)
            return true;
    }
    return false;
}

/* The dated links of a record: the oldest and the newest. */
typedef struct {
    yg_str address[2];
    yg_date date[2];
    size_t n;
} links;

enum { OLDEST, NEWEST };

static links links_of(const yg_lint_record *r) {
    links found = {.n = 0};
    yg_str rest = r->references, address;
    yg_date date;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &address)) {
        if (!yg_lint_link_date(address, &date))
            continue;
        for (int which = OLDEST; which <= NEWEST; which++) {
            bool further = which == OLDEST ? date.from_us < found.date[OLDEST].from_us
                                           : date.to_us > found.date[NEWEST].to_us;
            if (found.n == 0 || further) {
                found.address[which] = address;
                found.date[which] = date;
            }
        }
        found.n++;
    }
    return found;
}

/* All links lie before the date: an older one beside others may be background. */
static bool check_before(yg_lint *lint, const yg_lint_record *r, const links *l) {
    YG_CLEANUP_BUF yg_buf text = {0};
    if (l->date[NEWEST].to_us > r->span.from_us)
        return false;
    int64_t days = days_between(l->date[NEWEST].to_us, r->span.from_us) + 1;
    yg_date_add(&text, l->date[NEWEST]);
    yg_lint_add(lint, YG_LINT_LINK_DATE, r, "references", l->address[NEWEST],
                "the link is of %.*s, %lld day%s before the date %.*s", YG_FMT(yg_buf_str(&text)),
                (long long)days, days == 1 ? "" : "s", YG_FMT(r->date));
    return true;
}

/* All links lie long behind the date of a report. An attack may be reported years later; a report
 * cannot be. */
static void check_late(yg_lint *lint, const yg_lint_record *r, const links *l) {
    YG_CLEANUP_BUF yg_buf text = {0};
    int months = month_number(l->date[OLDEST].from_us) - month_number(r->span.from_us);
    if (months < LATE_MONTHS || !yg_str_eqz(r->date_kind, "reported") || r->is_post)
        return;
    bool slip = is_year_slip(&r->span, &l->date[OLDEST]);
    yg_date_add(&text, l->date[OLDEST]);
    yg_lint_add(lint, YG_LINT_LINK_DATE, r, "references", l->address[OLDEST],
                slip ? "the link is of %.*s, %d months after the date %.*s: perhaps the wrong year"
                     : "the link is of %.*s, %d months after the date %.*s: a late notice, or a "
                       "wrong date",
                YG_FMT(yg_buf_str(&text)), months, YG_FMT(r->date))
        ->is_sure = slip;
}

static void check_links(yg_lint *lint, const yg_lint_record *r) {
    const links l = links_of(r);
    if (r->span.precision == YG_DATE_NONE || r->span.precision == YG_DATE_RANGE || l.n == 0)
        return;
    if (!check_before(lint, r, &l))
        check_late(lint, r, &l);
}

static void check_added(yg_lint *lint, const yg_lint_record *r) {
    yg_date added;
    if (r->span.precision == YG_DATE_NONE || !yg_date_parse(r->added, &added) ||
        added.to_us > r->span.from_us)
        return;
    yg_lint_add(lint, YG_LINT_LINK_DATE, r, "added", r->added,
                "entered before the date %.*s of what it reports", YG_FMT(r->date));
}

static void check_date(yg_lint *lint, const yg_lint_record *r) {
    const int64_t first = yg_days_from_civil(2000, 1, 1) * YG_US_PER_DAY;
    if (r->span.precision == YG_DATE_NONE) {
        if (r->raw_date.n > 0 && r->date.n == 0)
            yg_lint_add(lint, YG_LINT_DATE, r, "date", r->raw_date, "no date of ISO 8601");
        return;
    }
    /* A day ahead is another zone's today. */
    if (r->span.from_us > lint->today_us + YG_US_PER_DAY)
        yg_lint_add(lint, YG_LINT_DATE, r, "date", r->date, "in the future");
    else if (r->span.to_us <= first)
        yg_lint_add(lint, YG_LINT_DATE, r, "date", r->date, "before the year 2000")->is_sure =
            false;
}

void yg_lint_dates(yg_lint *lint) {
    for (size_t i = 0; i < lint->records.n; i++) {
        const yg_lint_record *r = &lint->records.at[i];
        check_date(lint, r);
        check_added(lint, r);
        check_links(lint, r);
    }
}
