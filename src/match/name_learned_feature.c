/* Features of a name as data and as text (match/name_learned_part.h). */
#include <pthread.h>

#include "base/hash.h"
#include "match/name_learned_ordinary.h"

/* 0 as o; 1, i as l; 3 as e; 4 as a; 5 as s; 8 as b. */
const uint8_t learned_fold[256] = {
    ['-'] = '-', ['.'] = '.', ['_'] = '_', ['0'] = 'o', ['1'] = 'l', ['2'] = '2', ['3'] = 'e',
    ['4'] = 'a', ['5'] = 's', ['6'] = '6', ['7'] = '7', ['8'] = 'b', ['9'] = '9', ['a'] = 'a',
    ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h',
    ['i'] = 'l', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o',
    ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v',
    ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z'};

#define L BYTE_LETTER
#define O BYTE_OTHER
#define OTHER_16 O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O
const uint8_t learned_byte[256] = {OTHER_16,
                                   OTHER_16,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   BYTE_HYPHEN,
                                   BYTE_POINT,
                                   O,
                                   /* digits */ 1,
                                   1,
                                   1,
                                   1,
                                   1,
                                   1,
                                   1,
                                   1,
                                   1,
                                   1,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   OTHER_16,
                                   OTHER_16,
                                   O,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   L,
                                   O,
                                   O,
                                   O,
                                   O,
                                   O,
                                   OTHER_16,
                                   OTHER_16,
                                   OTHER_16,
                                   OTHER_16,
                                   OTHER_16,
                                   OTHER_16,
                                   OTHER_16,
                                   OTHER_16};
#undef L
#undef O
#undef OTHER_16

static learned_numbers drawn;

static void draw(void) {
    char text[16] = "learned-";
    for (unsigned c = 0; c < 256; c++) {
        text[8] = (char)learned_fold[c];
        /* Folded bytes have one value; what no host name has counts as one sign. */
        drawn.value[c] = yg_hash64_seeded((yg_str){text, 9});
    }
    for (unsigned kind = 0; kind < FEATURE_KINDS; kind++) {
        text[8] = (char)kind;
        drawn.salt[kind] = yg_hash64_seeded((yg_str){text, 10});
    }
    const uint64_t k = yg_hash64_seeded(YG_STR("learned")) | 1;
    drawn.power[0] = 1;
    for (int i = 1; i < 256; i++)
        drawn.power[i] = drawn.power[i - 1] * k;
}

const learned_numbers *learned_numbers_get(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, draw);
    return &drawn;
}

typedef struct {
    feature *at;
    size_t n;
} collected;

static void collect(void *self, const feature *it) {
    collected *all = self;
    if (all->n < LEARNED_FEATURES_MAX)
        all->at[all->n++] = *it;
}

size_t learned_features(const ordinary *known, yg_str host, const yg_suffix_split *split,
                        feature ret_features[LEARNED_FEATURES_MAX]) {
    collected all = {ret_features, 0};
    learned_walk_over(known, learned_numbers_get(), NULL, host, split, collect, &all);
    return all.n;
}

void learned_shape_of(const ordinary *known, yg_str host, const yg_suffix_split *split,
                      learned_shape *ret_shape) {
    learned_shape_fill(known, (const uint8_t *)host.p, split, ret_shape);
}

static void add_folded(yg_buf *buf, yg_str text) {
    for (size_t i = 0; i < text.n; i++)
        yg_buf_addc(buf, (char)learned_fold[(uint8_t)text.p[i]]);
}

/* "R5.r7|cn": letters of the types with lengths. */
static void add_shape(const learned_shape *shape, yg_buf *buf) {
    for (unsigned i = 0; i < shape->n; i++) {
        const part_code code = shape->code[i];
        const unsigned type = code >> 16;
        if (type == PART_TYPES) {
            yg_buf_addz(buf, code >> 8 & 0xff ? "www." : ".");
            continue;
        }
        if (i && shape->code[i - 1] >> 16 != PART_TYPES)
            yg_buf_addc(buf, '-');
        yg_buf_addf(buf, "%c%u", learned_part_letters[type], code >> 8 & 0xff);
        if (code & 0xff)
            yg_buf_addf(buf, "+%u", code & 0xff);
    }
}

void learned_feature_key(const ordinary *known, yg_str host, const yg_suffix_split *split,
                         const feature *it, yg_buf *buf) {
    static const char letters[] = "LPQBEDCT";
    yg_buf_addc(buf, letters[it->kind]);
    yg_buf_addc(buf, ':');
    const yg_str span = yg_str_sub(host, it->start, (size_t)it->end - it->start);
    if (it->kind == FEATURE_EDIT) {
        add_folded(buf, yg_str_sub(span, 0, it->cut));
        add_folded(buf, yg_str_from(span, it->cut + 1u));
    } else if (it->kind == FEATURE_CLUSTER) {
        uint32_t bins[4];
        learned_bins((const uint8_t *)span.p, (unsigned)span.n, bins);
        for (unsigned i = 0; i < 4; i++)
            yg_buf_addf(buf, i == it->cut ? "-" : "%08x", bins[i]);
    } else if (it->kind == FEATURE_TEMPLATE) {
        learned_shape shape;
        learned_shape_of(known, host, split, &shape);
        add_shape(&shape, buf);
        yg_buf_add(buf, yg_str_from(host, split->suffix));
    } else {
        add_folded(buf, span);
    }
}

/* --- For people --- */

typedef struct {
    const char *en, *ja;
} phrase;

static const char *say(const phrase *it, bool japanese) {
    return japanese ? it->ja : it->en;
}

/* "[5 random letters].[7 letters].cn". */
static void describe_shape(const learned_shape *shape, bool japanese, yg_buf *buf) {
    static const phrase words[PART_TYPES] = {
        {"random letters", "字の乱雑な英字"},
        {"strange letters", "字の並びが変わった英字"},
        {"unusual letters", "字の並びが珍しい英字"},
        {"letters", "字の英字"},
        {"digits", "桁の数字"},
        {"hexadecimal digits", "桁の16進数"},
        {"letters and digits", "字の英字と数字"},
        {"digits and letters", "字の数字と英字"},
        {"letters and digits mixed", "字の英数字の混在"},
        {"IDN", "国際化ドメイン名"},
        {"nothing", "なし"},
    };
    for (unsigned i = 0; i < shape->n; i++) {
        const part_code code = shape->code[i];
        const unsigned type = code >> 16, first = code >> 8 & 0xff, second = code & 0xff;
        if (type == PART_TYPES) {
            yg_buf_addz(buf, first ? "www." : ".");
            continue;
        }
        if (i && shape->code[i - 1] >> 16 != PART_TYPES)
            yg_buf_addc(buf, '-');
        yg_buf_addc(buf, '[');
        if (second)
            yg_buf_addf(buf, "%u+%u", first, second);
        else if (first)
            yg_buf_addf(buf, "%u", first);
        if (first && !japanese)
            yg_buf_addc(buf, ' ');
        yg_buf_addf(buf, "%s]", say(&words[type], japanese));
    }
}

void learned_feature_describe(const ordinary *known, yg_str host, const yg_suffix_split *split,
                              const feature *it, bool japanese, yg_buf *buf) {
    static const phrase words[FEATURE_KINDS] = {
        {"label ", "ラベル "},
        {"piece ", "部分 "},
        {"pieces ", "隣り合う部分 "},
        {"beginning ", "先頭 "},
        {"ending ", "末尾 "},
        {"label ", "ラベル "},
        {"cluster around ", "次に似た名前の群 "},
        {"template ", "名前の型 "},
    };
    const yg_str span = yg_str_sub(host, it->start, (size_t)it->end - it->start);
    yg_buf_addz(buf, say(&words[it->kind], japanese));
    if (it->kind == FEATURE_EDIT) {
        yg_buf_add(buf, yg_str_sub(span, 0, it->cut));
        yg_buf_addc(buf, '?');
        yg_buf_add(buf, yg_str_from(span, it->cut + 1u));
    } else if (it->kind == FEATURE_TEMPLATE) {
        learned_shape shape;
        learned_shape_of(known, host, split, &shape);
        describe_shape(&shape, japanese, buf);
        yg_buf_add(buf, yg_str_from(host, split->suffix));
    } else {
        yg_buf_add(buf, span);
    }
}
