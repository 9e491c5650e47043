/* Addresses of mail (docs/formats/sightings.md, section 2). No byte lies in the local part, nor in
 * the host, of two addresses: the time is linear [LINEAR-TIME]. */
#include "match/token_part.h"

void yg_token_mail(yg_token_text *t, size_t at) {
    const char *text = t->text.p;
    size_t start = at, end = at + 1, longest = yg_set_longest(t->set, YG_INDICATOR_EMAIL);
    while (start > 0 && yg_is_byte(text[start - 1], YG_BYTE_LOCAL))
        start--;
    while (start < at && text[start] == '.')
        start++;
    while (end < t->text.n && yg_is_byte(text[end], YG_BYTE_TOKEN))
        end++;
    while (end > at + 1 && !yg_is_byte(text[end - 1], YG_BYTE_ALNUM))
        end--;
    if (start == at || end == at + 1 || end - start > longest)
        return;
    yg_str address = {text + start, end - start};
    uint64_t key = yg_key_nocase(YG_KEY_MAIL, address);
    yg_key_walk walk = {0};
    uint32_t number;
    if (!yg_key_maybe(t->set, YG_KEY_MAIL, key))
        return;
    while (yg_key_next(t->set, key, &walk, &number)) {
        if (yg_indicators_type(t->set, number) == YG_INDICATOR_EMAIL &&
            yg_str_eq_nocase(yg_entry_text(t->set, number), address))
            yg_token_add(t, number, YG_HIT_WHOLE, start, end);
    }
}
