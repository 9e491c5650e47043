#include "model/record.h"

static const char *const words[] = {
    [YG_KNOWN_UNSAID] = "",
    [YG_KNOWN_CLAIMED_BY_ATTACKER] = "claimed-by-attacker",
    [YG_KNOWN_REPORTED] = "reported",
    [YG_KNOWN_ASSESSED] = "assessed-by-analyst",
    [YG_KNOWN_CONFIRMED] = "confirmed-by-victim",
    [YG_KNOWN_OFFICIAL] = "official",
    [YG_KNOWN_DERIVED] = "derived",
};

const char *yg_known_word(yg_known known) {
    return (size_t)known < sizeof words / sizeof *words ? words[known] : "";
}

bool yg_known_from_word(yg_str word, yg_known *ret_known) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (yg_str_eqz(word, words[i])) {
            *ret_known = (yg_known)i;
            return true;
        }
    }
    return false;
}

int yg_tlp_rank(yg_str tlp) {
    static const char *const order[] = {"clear", "green", "amber", "amber+strict", "red"};
    for (int i = 0; i < 5; i++) {
        if (yg_str_eq_nocase(tlp, yg_str_of(order[i])))
            return i + 1;
    }
    return yg_str_eq_nocase(tlp, YG_STR("white"));
}
