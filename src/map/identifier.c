#include "map/identifier.h"

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
