/* The sentences of a report: ICU MessageFormat patterns from i18n/en.json and i18n/ja.json,
 * embedded at build time (tools/make-report), so that a report needs no file and no locale of the
 * machine.
 *
 * Arguments are numbered; the strings come first, then the numbers. Both languages of a key take
 * the same arguments (tools/make-report refuses to build otherwise). */
#ifndef YG_TELL_MESSAGE_H
#define YG_TELL_MESSAGE_H

#include "base/mem.h"
#include "model/date.h"
#include "model/vocab.h"

#define YG_SAY_STRINGS 4
#define YG_SAY_NUMBERS 4

typedef struct {
    enum yg_lang lang;
    yg_arena *arena; /* where results live */
} yg_voice;

/* The message `key`. types has one letter for each argument: 's' for yg_str, 'n' for double. A key
 * that does not exist, or other types than the pattern takes, give the key in double angle
 * brackets: a fault of the program, which tests look for. */
yg_str yg_say(const yg_voice *voice, const char *key, const char *types, ...);
/* The message "GROUP.WORD" for a word of a vocabulary; the word itself when there is none. */
yg_str yg_say_word(const yg_voice *voice, const char *group, yg_str word);
bool yg_can_say(const yg_voice *voice, yg_str key);

/* A partial date as people write it: "first half of 2022", 2022年上半期. Text that is no partial
 * date is given back as it is. */
yg_str yg_say_date(const yg_voice *voice, yg_str date);
/* Items as a list: "a, b and c", a、b、c. */
yg_str yg_say_list(const yg_voice *voice, const yg_str *items, size_t n);
/* The text of a share with its counts, as far as the rule of printing allows (model/share.h). */
yg_str yg_say_share(const yg_voice *voice, uint64_t count, uint64_t total);
yg_str yg_say_number(const yg_voice *voice, double number);

/* Every key of a language in bytewise order, for tests; NULL behind the last. */
const char *yg_message_key(enum yg_lang lang, size_t i);
/* The types of its arguments, as yg_say takes them. */
const char *yg_message_types(enum yg_lang lang, size_t i);

#endif
