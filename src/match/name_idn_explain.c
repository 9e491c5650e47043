/* An IDN span for a person: what it shows, and which of its signs are not what they seem. */
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_idn.h"

enum { TOLD_MOST = 3 };

typedef struct {
    uint32_t points[YG_NAME_MAX];
    size_t n;
} points;

/* The sign of the token that has the same form as c; 0: none, or c itself stands in the token. */
static uint32_t stands_for(const points *token, uint32_t c) {
    uint32_t form = yg_confusable_kana(c), found = 0;
    for (size_t i = 0; i < token->n && form != 0; i++) {
        if (token->points[i] == c)
            return 0;
        if (found == 0 && yg_confusable_kana(token->points[i]) == form)
            found = token->points[i];
    }
    return found;
}

/* "с U+0441 for c"; false when the sign is what it seems. */
static bool add_one(uint32_t c, const points *token, bool is_first, bool japanese, yg_buf *buf) {
    yg_str latin = yg_confusable_latin(c);
    uint32_t sign = stands_for(token, c);
    bool is_unseen = yg_confusable_is_unseen(c);
    if (c < 0x80 || (!is_unseen && sign == 0 && latin.n == 0))
        return false;
    yg_buf_addz(buf, is_first ? " (" : japanese ? "、" : ", ");
    if (is_unseen) {
        yg_buf_addf(buf, japanese ? "見えない U+%04X" : "U+%04X, which is not seen", c);
        return true;
    }
    yg_utf8_put(buf, c);
    yg_buf_addf(buf, " U+%04X%s", c, japanese ? " は " : " for ");
    if (sign != 0)
        yg_utf8_put(buf, sign);
    else
        yg_buf_add(buf, latin);
    if (japanese)
        yg_buf_addz(buf, " の代わり");
    return true;
}

static bool stood_before(const points *shown, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (shown->points[k] == shown->points[i])
            return true;
    return false;
}

bool yg_name_idn_explain(yg_str span, yg_str token, bool japanese, yg_buf *buf) {
    points shown, of_token = {.n = 0};
    size_t told = 0;
    shown.n = yg_punycode_decode(span, shown.points, YG_NAME_MAX);
    if (shown.n == 0)
        return false;
    for (size_t at = 0; at < token.n && of_token.n < YG_NAME_MAX;)
        of_token.points[of_token.n++] = yg_utf8_next(token, &at);
    yg_buf_addc(buf, '`');
    for (size_t i = 0; i < shown.n; i++)
        yg_utf8_put(buf, shown.points[i]);
    yg_buf_addc(buf, '`');
    for (size_t i = 0; i < shown.n && told < TOLD_MOST; i++)
        told += !stood_before(&shown, i) &&
                add_one(shown.points[i], &of_token, told == 0, japanese, buf);
    if (told > 0)
        yg_buf_addc(buf, ')');
    yg_buf_addc(buf, ' ');
    return true;
}
