/* Names as Japanese ears hear them. */
#include "base/utf8.h"
#include "know/incident_link.h"

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* What one consonant becomes; 0: not heard. */
static char heard_as(char c, char next) {
    static const char from[] = "lvfmz", to[] = "rbhns";
    const char *place = c != '\0' ? strchr(from, c) : NULL;
    bool soft = next == 'i' || next == 'e' || next == 'y';
    if (place != NULL)
        return to[place - from];
    if (c == 'h' && !is_vowel(next)) /* "Ricoh" */
        return '\0';
    if (c == 'c')
        return soft ? 's' : 'k';
    if (c == 'q')
        return 'k';
    if (c == 'g')
        return soft ? 'j' : 'g';
    return c != '\0' && strchr("bdhjknprst", c) != NULL ? c : '\0';
}

/* Two letters that are one sound. */
static char digraph(char c, char next) {
    static const char *const pairs[] = {"shs", "cht", "ths", "phh", "dgj",
                                        "djj", "tss", "tzs", "kck"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i][0] == c && pairs[i][1] == next)
            return pairs[i][2];
    }
    return '\0';
}

void yg_incident_sound_add(yg_buf *buf, yg_str latin) {
    for (size_t i = 0; i < latin.n; i++) {
        char c = latin.p[i], next = i + 1 < latin.n ? latin.p[i + 1] : '\0';
        char one = digraph(c, next);
        bool doubled = i > 0 && latin.p[i - 1] == c;
        if (one != '\0') {
            yg_buf_addc(buf, one);
            i++;
            continue;
        }
        /* "Sharp" is shapu: an r behind a vowel only makes it long. */
        bool silent = c == 'r' && i > 0 && is_vowel(latin.p[i - 1]) && !is_vowel(next);
        if (c == 'x')
            yg_buf_addz(buf, "ks");
        else if ((one = heard_as(c, next)) != '\0' && !doubled && !silent)
            yg_buf_addc(buf, one);
    }
}

void yg_incident_part_kana(yg_buf *buf, yg_str text) {
    /* Longer ones before their beginnings. */
    static const char *const words[][2] = {
        {"ホールディングス", "holdings"},
        {"ホールディング", "holdings"},
        {"グループ", "group"},
        {"インターナショナル", "international"},
        {"コミュニケーションズ", "communications"},
        {"エレクトロニクス", "electronics"},
        {"エンジニアリング", "engineering"},
        {"テクノロジーズ", "technologies"},
        {"テクノロジー", "technologies"},
        {"ソリューションズ", "solutions"},
        {"ソリューション", "solutions"},
        {"ロジスティクス", "logistics"},
        {"インダストリーズ", "industries"},
        {"ファイナンシャル", "financial"},
        {"ケミカル", "chemical"},
        {"システムズ", "systems"},
        {"システム", "systems"},
        {"サービス", "services"},
        {"メディカル", "medical"},
        {"デジタル", "digital"},
        {"クリニック", "clinic"},
        {"センター", "center"},
        {"セントラル", "central"},
        {"モーター", "motor"},
        {"ジャパン", "japan"},
        {"フーズ", "foods"},
        {"ホテル", "hotel"},
        {"ガス", "gas"},
    };
    for (size_t i = 0; i < text.n;) {
        size_t found = SIZE_MAX, at = i;
        yg_str rest = yg_str_from(text, i);
        for (size_t k = 0; k < sizeof words / sizeof *words && found == SIZE_MAX; k++)
            found = yg_str_starts(rest, yg_str_of(words[k][0])) ? k : SIZE_MAX;
        if (found == SIZE_MAX) {
            yg_utf8_next(text, &i);
            yg_buf_add(buf, yg_str_sub(text, at, i - at));
            continue;
        }
        yg_buf_addf(buf, " %s ", words[found][1]);
        i += strlen(words[found][0]);
    }
}
