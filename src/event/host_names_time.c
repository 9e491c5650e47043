#include <ctype.h>

#include "event/host_names_part.h"

/* Seconds, or finer by size: what lies before the year 2286 in seconds has at most 10 digits. */
static int64_t of_number(double value) {
    if (!(value > 0) || value > 9e18)
        return YG_TIME_NONE;
    if (value < 1e11)
        return (int64_t)(value * 1e6);
    if (value < 1e14)
        return (int64_t)(value * 1e3);
    return value < 1e17 ? (int64_t)value : (int64_t)(value / 1e3);
}

int64_t yg_host_time(yg_str text) {
    char form[48];
    double value;
    int64_t us;
    text = yg_str_trim(text);
    if (text.n < 8 || text.n > sizeof form - 4)
        return YG_TIME_NONE;
    if (yg_str_to_double(text, &value))
        return of_number(value);
    memcpy(form, text.p, text.n);
    size_t n = text.n;
    if (n > 7 && form[4] == '/' && form[7] == '/')
        form[4] = form[7] = '-';
    if (n == 10) {
        memcpy(form + n, "T00:00:00Z", 10);
        n += 10;
    } else if (n > 5 && (form[n - 5] == '+' || form[n - 5] == '-') && n > 19) {
        memmove(form + n - 1, form + n - 2, 2); /* "+0900" */
        form[n - 2] = ':';
        n++;
    } else if (isdigit((unsigned char)form[n - 1]) && form[n - 3] == ':' &&
               (n < 6 || (form[n - 6] != '+' && !(form[n - 6] == '-' && n > 19)))) {
        form[n++] = 'Z';
    } else if (isdigit((unsigned char)form[n - 1]) && memchr(form, '.', n) != NULL && n > 20 &&
               memchr(form + 19, '+', n - 19) == NULL && memchr(form + 19, '-', n - 19) == NULL) {
        form[n++] = 'Z'; /* a fraction without a zone */
    }
    return yg_time_parse((yg_str){form, n}, &us) ? us : YG_TIME_NONE;
}
