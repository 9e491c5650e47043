/* What looks alike: letters of any script to the skeleton alphabet, Japanese signs to one form,
 * kana to romaji. Tables are compiled in (data/names/, tools/make-confusables); no library is asked
 * on the way. Sources: UTS 39 section 4 (as ICU implements it), Unihan variants, own pairs. */
#ifndef YG_MATCH_CONFUSABLE_H
#define YG_MATCH_CONFUSABLE_H

#include "base/str.h"

/* The skeleton alphabet: 1..26 the letters a..z, 27.. what stays of the digits; 0: no counterpart.
 * What an eye takes for one thing has one code ("i", "l", "1" are YG_SKELETON_L).
 * Which digit folds to what is defined in name_text.h. */

/* The ASCII text that a code point looks like ("а" U+0430: "a"; "ㄗ"...: none), at most 4 letters;
 * empty when there is none. "-" for what separates (a slash of another script), "." for the points
 * of UTS 46. Lower case; ASCII letters, digits, hyphen and point are themselves. Constant text. */
yg_str yg_confusable_latin(uint32_t code_point);
/* The form under which Japanese and Chinese signs are compared: hiragana as katakana, small kana as
 * large, ソ and ン, シ and ツ as one, 貓 as 猫, 樂 as 楽, Latin and digits as lower case ASCII. 0:
 * the sign is left out (a mark, an invisible sign). */
uint32_t yg_confusable_kana(uint32_t code_point);
/* Folds UTF-8 text by yg_confusable_kana; gives the number of code points, at most max. Wrong UTF-8
 * gives 0. */
size_t yg_confusable_fold(yg_str text, uint32_t *ret_points, size_t max);
/* The same for code points, and what looks at more than one: a voiced mark joins the kana before it
 * (ｶ and ﾞ are ガ), 々 and ヽ repeat the sign before them, "ﬁ" is two letters. */
size_t yg_confusable_fold_points(const uint32_t *points, size_t n, uint32_t *ret_points,
                                 size_t max);
/* Nobody sees it: a combining mark, a joiner, a soft hyphen, a variation selector. It separates
 * nothing, and yg_confusable_kana gives 0 for it. */
bool yg_confusable_is_unseen(uint32_t code_point);

/* Decodes one A-label ("xn--..."; RFC 3492) to code points. 0: not valid, or longer than max. */
size_t yg_punycode_decode(yg_str label, uint32_t *ret_points, size_t max);
/* Encodes to an A-label with "xn--"; only-ASCII input is copied. False: too long for a label. */
bool yg_punycode_encode(const uint32_t *points, size_t n, char ret_label[64], size_t *ret_n);

/* The romaji of kana text, most usual first: Hepburn ("アマゾン": "amazon"), then Kunrei and Nihon
 * ("shi", "si"), long vowels left out and written, ン before b, m, p also as m, ッチ as tch and
 * cch, ヴ as v and b. ASCII letters and digits between the kana stay ("jaバンク": "jabanku");
 * spaces, hyphens and middle points are left out. No variant twice; ended with NUL; those that do
 * not fit are left out. Gives how many, at most max; 0 when the text has no kana, or other signs (a
 * Chinese character has no one reading), or more than 80. */
typedef struct {
    char text[48];
    uint8_t n;
} yg_romaji;
size_t yg_romaji_of(yg_str text, yg_romaji *ret_variants, size_t max);

/* How mixed the scripts of a label are: the restriction levels of UTS 39 section 5.2, but for what
 * they say of single signs. ASCII; one script; Latin with the scripts of Japanese, Chinese or
 * Korean; Latin with one other that is not Cyrillic, Greek or Cherokee; any other mixture. */
typedef enum {
    YG_SCRIPTS_ASCII,
    YG_SCRIPTS_SINGLE,
    YG_SCRIPTS_HIGHLY_RESTRICTIVE,
    YG_SCRIPTS_MODERATELY_RESTRICTIVE,
    YG_SCRIPTS_MIXED
} yg_scripts_level;
yg_scripts_level yg_scripts_level_of(const uint32_t *points, size_t n);
/* More mixed than browsers show as Unicode: beyond "highly restrictive". */
bool yg_scripts_mixed(const uint32_t *points, size_t n);

/* May this label be registered under that public suffix ("jp", "co.jp", "xn--p1ai"; lower case), by
 * the IDN rules of its registry that are known (.jp: Japanese and ASCII only;
 * data/names/idn-rules.tsv)? For the label that is registered; owners put what they like before it.
 * True where no rule is known, and for ASCII wherever ASCII is taken. */
bool yg_idn_allowed(const uint32_t *points, size_t n, yg_str suffix);

#endif
