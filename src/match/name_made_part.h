/* What the makers of names share: the domain taken apart, and the way out for a made name. */
#ifndef YG_MATCH_NAME_MADE_PART_H
#define YG_MATCH_NAME_MADE_PART_H

#include "match/name_generate.h"

enum { YG_LABEL_MAX = 63 };

/* A label as code points. */
typedef struct {
    uint32_t at[YG_LABEL_MAX];
    uint8_t n;
} yg_label;

typedef struct {
    const yg_suffixes *suffixes;
    yg_made_take take;
    void *self;
    yg_made_counts *counts;
    uint64_t kinds, most;
    yg_made_kind kind; /* of the maker at work */
    double fit;        /* of the names that are given next: yg_made_name */
    double outer_fit;  /* of the first round, in the second */
    bool stopped;
    yg_label label; /* of the domain, Unicode */
    bool is_ascii;
    char host[YG_NAME_MAX + 1];
    yg_str domain; /* registrable name, A-labels, in host */
    yg_str ascii;  /* its label, as A-label */
    yg_str suffix; /* "co.jp" */
    yg_str tld;    /* "jp" */
    yg_str tlds, words, suffix_list;
    uint64_t *seen; /* open addressing, 0: free */
    size_t seen_n, seen_cap;
    yg_buf unicode; /* scratch */
} yg_maker;

/* All of these pass over what cannot exist: too long, hyphens at an end, labels against the rules
 * of the registry. They give nothing any more once `stopped` is set. */
/* The label under the domain's own suffix. */
void yg_made_label(yg_maker *m, const yg_label *label);
/* The label under another suffix (ASCII). */
void yg_made_under(yg_maker *m, const yg_label *label, yg_str suffix);
/* A whole name in A-labels; unknown suffixes are passed over. */
void yg_made_host(yg_maker *m, yg_str name);

/* The label with `count` signs from `at` on replaced; false: it becomes too long. */
bool yg_label_replace(const yg_label *label, size_t at, size_t count, const uint32_t *with,
                      size_t n, yg_label *ret_label);
bool yg_label_replace_ascii(const yg_label *label, size_t at, size_t count, yg_str with,
                            yg_label *ret_label);
/* The place of an ASCII word in the label from `from` on; SIZE_MAX: none. */
size_t yg_label_find(const yg_label *label, size_t from, yg_str word);

/* The makers, in the files of their names. */
void yg_make_typos(yg_maker *m, yg_made_kind kind);    /* name_made_typo.c */
void yg_make_glyphs(yg_maker *m, yg_made_kind kind);   /* name_made_glyph.c */
void yg_make_words(yg_maker *m, yg_made_kind kind);    /* name_made_word.c */
void yg_make_suffixes(yg_maker *m, yg_made_kind kind); /* name_made_suffix.c */
/* The public suffix list that is compiled in. */
yg_str yg_made_built_in_list(void);
/* Are all of `tlds` suffixes? list: the text of `suffixes`. Fails with the first that is none, and
 * the nearest of the list. */
bool yg_made_suffixes_check(const yg_suffixes *suffixes, yg_str list, yg_str tlds, yg_error *err);

/* The neighbours of an ASCII letter or digit on the layouts of name_keyboard.c, each once. */
yg_str yg_keyboard_neighbours(char key);

#endif
