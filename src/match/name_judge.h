/* The verdict on one name: all layers put together. Pure. */
#ifndef YG_MATCH_NAME_JUDGE_H
#define YG_MATCH_NAME_JUDGE_H

#include "match/name_learned.h"
#include "match/names.h"

typedef struct yg_name_model yg_name_model; /* match/name_score.h */
typedef struct yg_name_prior yg_name_prior; /* match/name_prior.h */

typedef enum {
    YG_NAME_EXACT,           /* the token as it is written, as a segment */
    YG_NAME_HOMOGLYPH,       /* letters that look alike: rn for m, 0 for o */
    YG_NAME_TYPO,            /* letters left out, doubled, swapped, replaced */
    YG_NAME_BITSQUAT,        /* one bit of one letter differs */
    YG_NAME_COMBO,           /* the token and more words in one label */
    YG_NAME_SUBDOMAIN,       /* the token left of the registrable name */
    YG_NAME_EMBEDDED_SUFFIX, /* "co.jp", "co-jp" inside a name that is not under .jp */
    YG_NAME_WRONG_TLD,       /* the official label under another suffix */
    YG_NAME_IDN,             /* letters of another script, or kana and kanji */
    YG_NAME_LEARNED,         /* a label, template or cluster of confirmed cases */
    YG_NAME_KINDS,
} yg_look_kind;

/* "exact", "homoglyph" ... "wrong-tld", "learned". */
yg_str yg_look_kind_word(yg_look_kind kind);

typedef enum { YG_STREAM_WEB, YG_STREAM_REGISTRATIONS } yg_name_stream;

/* Second signs, a set. */
enum {
    YG_SIGN_EMBEDDED_SUFFIX = 1 << 0, /* co.jp and its like inside the name */
    YG_SIGN_KEYWORD = 1 << 1,         /* login, card, pay, 認証 ... as a segment */
    YG_SIGN_SECOND_TOKEN = 1 << 2,    /* another token of the same brand */
    YG_SIGN_SHARED_HOSTING = 1 << 3,  /* under a private suffix */
    YG_SIGN_RISKY_SUFFIX = 1 << 4,    /* a suffix with far more phishing than ordinary names */
    YG_SIGN_DEEP = 1 << 5,            /* many labels */
    YG_SIGN_RANDOM = 1 << 6,          /* the registrable label looks made by a generator */
    YG_SIGN_MIXED_SCRIPT = 1 << 7,
    YG_SIGN_LEARNED = 1 << 8,
    YG_SIGN_COUNT = 9,
};
/* "embedded-suffix", "keyword" ... */
yg_str yg_name_sign_word(unsigned bit);

typedef struct {
    yg_look_kind kind;
    size_t brand;        /* SIZE_MAX: none can be named (a learned template) */
    size_t token;        /* SIZE_MAX: none */
    uint16_t start, end; /* bytes of text.host: the span that imitates */
    uint8_t distance;
    double score; /* log-odds; comparable to the thresholds below */
    uint32_t signs;
    bool shared_hosting;
    yg_str learned;    /* what was learned, "label amaozom": lives in the learned table */
    yg_str learned_ja; /* the same, "ラベル amaozom" */
} yg_name_hit;

typedef struct {
    const yg_names *names;
    const yg_learned *learned; /* NULL: nothing was learned */
    yg_name_stream stream;
    double threshold;           /* yg_name_threshold(stream) */
    const yg_name_model *model; /* NULL: built in */
    const yg_name_prior *prior; /* NULL: built in */
} yg_name_judge;

/* The operating point of a stream that docs/look-alikes.md describes. */
double yg_name_threshold(yg_name_stream stream);

/* Is the name a look-alike? Names of the brands' own domains never are. ret_host: YG_NAME_MAX + 1
 * bytes; text and hit are filled when it is (text also when it is not, unless the name is no host
 * name). */
bool yg_name_judge_run(const yg_name_judge *judge, yg_str raw, char *ret_host,
                       yg_name_text *ret_text, yg_name_hit *ret_hit);
/* The same for a text that is made already; does not look at the threshold. False: nothing speaks
 * for an imitation. */
bool yg_name_judge_text(const yg_name_judge *judge, const yg_name_text *text, yg_name_hit *ret_hit);
/* One line for a person: "imitates Amazon: `amaozom` in a sub-domain is `amazon` with 2 letters
 * changed; co.jp inside a name under .cn". English or Japanese; text of the host is escaped by
 * whoever prints it. */
void yg_name_explain(const yg_name_judge *judge, const yg_name_text *text, const yg_name_hit *hit,
                     bool japanese, yg_buf *buf);

#endif
