#include "map/identifier.h"

#include <regex.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

const char *yg_lei_fault(yg_str text) {
    unsigned remainder = 0;
    if (text.n != 20)
        return "a LEI has 20 characters";
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (is_digit(c))
            remainder = (remainder * 10 + (unsigned)(c - '0')) % 97;
        else if (c >= 'A' && c <= 'Z' && i < 18)
            remainder = (remainder * 100 + (unsigned)(c - 'A') + 10) % 97;
        else
            return i < 18 ? "a LEI has capital letters and digits only"
                          : "a LEI ends in two check digits";
    }
    return remainder == 1 ? NULL
                          : "its check digits do not fit (ISO 17442, MOD 97-10): a character is "
                            "wrong, missing or swapped";
}

static const char *japanese_fault(yg_str number) {
    unsigned sum = 0;
    if (number.n != 13)
        return "a Japanese corporate number has 13 digits";
    for (size_t i = 0; i < number.n; i++) {
        if (!is_digit(number.p[i]))
            return "a Japanese corporate number has 13 digits and nothing else";
    }
    for (size_t n = 1; n <= 12; n++) /* n: position from the right, as the ordinance counts */
        sum += (unsigned)(number.p[13 - n] - '0') * (n % 2 == 1 ? 1 : 2);
    return (unsigned)(number.p[0] - '0') == 9 - sum % 9
               ? NULL
               : "its check digit (the first) does not fit: a digit is wrong or swapped";
}

const char *yg_corporate_number_fault(yg_str text) {
    yg_str code = yg_str_sub(text, 0, 2), number = yg_str_from(text, 3);
    if (text.n < 4 || text.p[2] != ':' ||
        !yg_str_eq(yg_country_alpha2(yg_country_from_code(code)), code))
        return "expected the country code of the register, a colon and the number, as in "
               "\"JP:1234567890123\"";
    if (yg_str_eqz(code, "JP"))
        return japanese_fault(number);
    if (number.n > 40)
        return "a corporate number has at most 40 characters";
    for (size_t i = 0; i < number.n; i++) {
        char c = number.p[i];
        if (!is_digit(c) && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && c != '-' &&
            c != '.' && c != '/')
            return "a corporate number has letters, digits and - . / only";
    }
    return NULL;
}

/* The product of all repetition counts, so that nested ones cannot multiply unseen. */
static bool repeats_too_much(yg_str text) {
    uint64_t product = 1;
    for (size_t i = 0; i < text.n; i++) {
        uint64_t value = 0, most = 1;
        if (text.p[i] == '\\') {
            i++;
            continue;
        }
        if (text.p[i] != '{')
            continue;
        for (i++; i < text.n && text.p[i] != '}'; i++) {
            value = is_digit(text.p[i]) ? value * 10 + (uint64_t)(text.p[i] - '0') : 0;
            if (value > most)
                most = value;
            if (most > 1024)
                return true;
        }
        product *= most;
        if (product > 1024)
            return true;
    }
    return false;
}

const char *yg_host_rule_fault(yg_str text, char ret_detail[YG_HOST_RULE_DETAIL_BYTES]) {
    char pattern[YG_HOST_RULE_BYTES + 1];
    regex_t regex;
    ret_detail[0] = '\0';
    if (text.n == 0)
        return "the rule is empty";
    if (text.n > YG_HOST_RULE_BYTES)
        return "the rule is longer than 256 bytes";
    if (yg_str_chr(text, '\0') != SIZE_MAX)
        return "the rule has a NUL";
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] == '\\' && is_digit(text.p[i + 1]))
            return "back references (\\1) are not accepted";
        i += text.p[i] == '\\';
    }
    if (repeats_too_much(text))
        return "repetitions {n} of more than 1024 in all are not accepted";
    memcpy(pattern, text.p, text.n);
    pattern[text.n] = '\0';
    int status = regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB | REG_ICASE);
    if (status == 0) {
        regfree(&regex);
        return NULL;
    }
    regerror(status, &regex, ret_detail, YG_HOST_RULE_DETAIL_BYTES);
    return "not a valid regular expression";
}
