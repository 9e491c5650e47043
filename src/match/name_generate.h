/* The names that somebody would register to pass for a domain: for defensive registration, and as
 * brands turned round (match/names.h reads names that pass; this makes them).
 *
 * Kinds follow what the generators of this field do (dnstwist, URLCrazy, ail-typo-squatting,
 * urlinsane describe theirs) and what SquatPhi and Kintis et al. counted in the wild. Pure: asks
 * no network, allocates only the set of names that were given. One call a thread; any number of
 * threads. */
#ifndef YG_MATCH_NAME_GENERATE_H
#define YG_MATCH_NAME_GENERATE_H

#include "match/name_text.h"

/* In the order in which names are made, so that a name that two kinds make has the first one's. */
typedef enum {
    YG_MADE_TLD,           /* the label under another suffix: example.co, example.ne.jp */
    YG_MADE_DOT,           /* points left out, or turned to hyphens: examplecojp.com */
    YG_MADE_WWW,           /* wwwexample.com */
    YG_MADE_LETTER_PAIR,   /* ASCII that looks alike: rn for m, 0 for o */
    YG_MADE_HYPHEN,        /* ex-ample; hyphens left out */
    YG_MADE_PLURAL,        /* examples */
    YG_MADE_OMISSION,      /* exmple */
    YG_MADE_REPETITION,    /* exxample */
    YG_MADE_TRANSPOSITION, /* examlpe */
    YG_MADE_KEYBOARD,      /* a neighbour on the keyboard instead of, or beside, a letter */
    YG_MADE_VOWEL,         /* exomple */
    YG_MADE_SOUND,         /* words and digits that sound alike: 4 and for, one and 1 */
    YG_MADE_MISSPELLING,   /* recieve; ph for f */
    YG_MADE_BIT,           /* one bit of one letter differs */
    YG_MADE_IDN,           /* a letter of another alphabet, or a Japanese sign that looks alike */
    YG_MADE_SUBDOMAIN,     /* exam.ple.com */
    YG_MADE_COMBO,         /* example-login, payexample */
    YG_MADE_SHARED,        /* under a suffix where strangers have names: example.duckdns.org */
    YG_MADE_ADDITION,      /* any letter or digit anywhere */
    YG_MADE_REPLACEMENT,   /* any letter or digit instead of one */
    YG_MADE_DOUBLE,        /* two letters replaced by one twice */
    YG_MADE_MOVE,          /* a letter somewhere else; two letters that are no neighbours swapped */
    YG_MADE_SUFFIXED,      /* the whole name under another suffix: example.com.top */
    YG_MADE_MIXED,         /* two replacements that look alike at once */
    YG_MADE_KINDS,
} yg_made_kind;

/* "wrong-tld", "dot", "www", "homoglyph", "omission" ...: the words of yg_look_kind_word where the
 * idea is the same. */
yg_str yg_made_kind_word(yg_made_kind kind);
/* What was done, for a person: "one letter left out". */
yg_str yg_made_kind_text(yg_made_kind kind, bool japanese);
/* How well a name of the kind passes at a glance, 0..1. */
double yg_made_kind_eye(yg_made_kind kind);
/* How much the kind is used by those who imitate, 0..1 (docs/names-generate.md). */
double yg_made_kind_use(yg_made_kind kind);
/* False when there is no such kind. */
bool yg_made_kind_from_word(yg_str word, yg_made_kind *ret_kind);

typedef struct {
    yg_str name;    /* lower case, A-labels; valid during the call only */
    yg_str unicode; /* the same with U-labels */
    yg_str domain;  /* the registrable name that it was made of */
    yg_made_kind kind;
    double fit; /* how good the choice is within its kind, 0..1: rn for m is 1, y for v less */
} yg_made_name;

/* False: stop. */
typedef bool (*yg_made_take)(void *self, const yg_made_name *name);

typedef struct {
    const yg_suffixes *suffixes; /* NULL: built in */
    yg_str tlds;                 /* suffixes separated by commas; "all": every one of the built-in
                                  * list; empty: the usual ones; "none" */
    yg_str suffix_list;          /* the text of `suffixes`, for "all"; empty: built in */
    yg_str words;                /* for combinations, one a line; empty: the built-in ones */
    uint64_t kinds;              /* bits of yg_made_kind; 0: all */
    uint64_t most;               /* names; 0: YG_MADE_MOST */
} yg_made_options;

/* A label of 20 different letters gives some 90,000 names; long ones under a suffix that takes all
 * Latin letters reach this. */
#define YG_MADE_MOST UINT64_C(400000)

typedef struct {
    uint64_t names;
    uint64_t by_kind[YG_MADE_KINDS];
    uint64_t forbidden; /* left out: the registry's rules do not allow such a label */
    bool is_full;       /* `most` was reached; the kinds behind are missing */
} yg_made_counts;

/* The registrable name of what a user typed ("https://www.example.co.jp/": "example.co.jp") in
 * A-labels, and its label in Unicode ("example"); both added to the buffers. Fails as
 * yg_made_names. */
bool yg_made_domain(yg_str domain, const yg_suffixes *suffixes, yg_buf *registrable, yg_buf *label,
                    yg_error *err);
/* Makes the names of a domain ("example.co.jp", "アマゾン.example" and A-labels; a URL or a host
 * below is cut down to the registrable name). No name is given twice (told apart by 64-bit hashes),
 * none is the domain itself. Fails when the domain is no registrable name, or tlds names a suffix
 * that does not exist. */
bool yg_made_names(yg_str domain, const yg_made_options *options, yg_made_take take, void *self,
                   yg_made_counts *ret_counts, yg_error *err);

#endif
