#include "base/error.h"

#include <stdio.h>

#include "base/utf8.h"

static void cut(char *text, size_t size) {
    size_t n = strlen(text);
    if (n + 1 == size)
        text[yg_utf8_floor((yg_str){text, n}, n)] = '\0';
}

bool yg_fail(yg_error *err, yg_code code, const char *format, ...) {
    va_list args;
    if (err == NULL)
        return false;
    err->code = code;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    cut(err->text, sizeof err->text);
    return false;
}

bool yg_fail_in(yg_error *err, const char *format, ...) {
    char prefix[512];
    char whole[sizeof prefix + 2 + sizeof err->text];
    va_list args;
    if (err == NULL)
        return false;
    va_start(args, format);
    vsnprintf(prefix, sizeof prefix, format, args);
    va_end(args);
    cut(prefix, sizeof prefix);
    snprintf(whole, sizeof whole, "%s: %s", prefix, err->text);
    size_t n = yg_utf8_floor(yg_str_of(whole), sizeof err->text - 1);
    memcpy(err->text, whole, n);
    err->text[n] = '\0';
    return false;
}
