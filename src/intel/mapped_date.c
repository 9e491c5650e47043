/* Dates of tables: by the format that the map gives, else as text/period.h reads them. */
#include "intel/mapped_part.h"
#include "text/period.h"

typedef struct {
    int year, month, day;
} civil;

static bool digits(yg_str *rest, size_t most, int *ret_value) {
    size_t n = 0;
    uint64_t value = 0;
    while (n < rest->n && n < most && rest->p[n] >= '0' && rest->p[n] <= '9')
        n++;
    if (n == 0 || !yg_str_to_u64(yg_str_sub(*rest, 0, n), &value))
        return false;
    *rest = yg_str_from(*rest, n);
    *ret_value = (int)value;
    return true;
}

/* English month names, whole or their first three letters. */
static bool month_name(yg_str *rest, int *ret_month) {
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (int i = 0; i < 12; i++) {
        size_t n = strlen(names[i]);
        bool whole = yg_str_eq_nocase(yg_str_sub(*rest, 0, n), yg_str_of(names[i]));
        if (!whole && !yg_str_eq_nocase(yg_str_sub(*rest, 0, 3), (yg_str){names[i], 3}))
            continue;
        *rest = yg_str_from(*rest, whole ? n : 3);
        *ret_month = i + 1;
        return true;
    }
    return false;
}

static bool directive(char letter, yg_str *rest, civil *date) {
    int ignored = 0;
    switch (letter) {
    case 'Y':
        return digits(rest, 4, &date->year);
    case 'm':
        return digits(rest, 2, &date->month);
    case 'd':
        return digits(rest, 2, &date->day);
    case 'b':
    case 'B':
        return month_name(rest, &date->month);
    case 'H':
    case 'M':
    case 'S':
        return digits(rest, 2, &ignored);
    default:
        return false;
    }
}

/* strptime is not used: it asks the locale. */
static bool by_format(yg_str text, yg_str format, civil *date) {
    for (size_t i = 0; i < format.n; i++) {
        if (format.p[i] == '%' && i + 1 < format.n) {
            if (!directive(format.p[++i], &text, date))
                return false;
        } else if (text.n == 0 || text.p[0] != format.p[i]) {
            return false;
        } else {
            text = yg_str_from(text, 1);
        }
    }
    return text.n == 0;
}

static yg_str written(yg_mapped *m, yg_buf *buf) {
    return yg_arena_copy(&m->row, yg_buf_str(buf));
}

bool yg_mapped_date(yg_mapped *m, yg_map_field_id id, yg_str *ret_date) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_str text = yg_mapped_value(m, id), format = m->map->fields[id].format;
    yg_date date;
    *ret_date = (yg_str){NULL, 0};
    if (text.n == 0)
        return true;
    if (format.n > 0) {
        civil day = {0};
        if (!by_format(text, format, &day) || day.year == 0)
            return false;
        yg_buf_addf(&buf, "%04d", day.year);
        if (day.month > 0)
            yg_buf_addf(&buf, "-%02d", day.month);
        if (day.month > 0 && day.day > 0)
            yg_buf_addf(&buf, "-%02d", day.day);
    } else if (yg_date_parse(text, &date)) {
        yg_buf_add(&buf, yg_str_trim(text));
        if (date.precision == YG_DATE_INSTANT)
            buf.n = 10; /* of an incident the day is enough, and the hour has no time zone here */
    } else if (!yg_period_add(&buf, text)) {
        return false;
    }
    if (!yg_date_parse(yg_buf_str(&buf), &date))
        return false;
    *ret_date = written(m, &buf);
    return true;
}
