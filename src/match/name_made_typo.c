/* Slips of the hand and of the memory chip: letters left out, doubled, swapped, replaced. */
#include "match/name_made_part.h"

static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
static const char vowels[] = "aeiouy";

static void put(yg_maker *m, size_t at, size_t count, const uint32_t *with, size_t n) {
    yg_label made;
    if (!m->stopped && yg_label_replace(&m->label, at, count, with, n, &made))
        yg_made_label(m, &made);
}

static void put_one(yg_maker *m, size_t at, size_t count, char with) {
    uint32_t point = (unsigned char)with;
    put(m, at, count, &point, 1);
}

static void omissions(yg_maker *m) {
    for (size_t i = 0; i < m->label.n; i++)
        put(m, i, 1, NULL, 0);
    /* Of a doubled letter both. */
    for (size_t i = 0; i + 1 < m->label.n; i++) {
        if (m->label.at[i] == m->label.at[i + 1])
            put(m, i, 2, NULL, 0);
    }
}

static void repetitions(yg_maker *m) {
    for (size_t i = 0; i < m->label.n; i++)
        put(m, i, 0, &m->label.at[i], 1);
}

static void transpositions(yg_maker *m) {
    for (size_t i = 0; i + 1 < m->label.n; i++) {
        uint32_t swapped[2] = {m->label.at[i + 1], m->label.at[i]};
        put(m, i, 2, swapped, 2);
    }
}

static void keyboards(yg_maker *m) {
    for (size_t i = 0; i < m->label.n; i++) {
        yg_str near = m->label.at[i] < 0x80 ? yg_keyboard_neighbours((char)m->label.at[i])
                                            : (yg_str){NULL, 0};
        for (size_t k = 0; k < near.n; k++) {
            put_one(m, i, 1, near.p[k]);
            put_one(m, i, 0, near.p[k]);
            put_one(m, i + 1, 0, near.p[k]);
            /* A doubled letter hit on the key beside it, twice. */
            if (i + 1 < m->label.n && m->label.at[i] == m->label.at[i + 1]) {
                uint32_t twice[2] = {(unsigned char)near.p[k], (unsigned char)near.p[k]};
                put(m, i, 2, twice, 2);
            }
        }
    }
}

/* One vowel, and all of one kind at once. */
static void vowel_swaps(yg_maker *m) {
    for (size_t v = 0; vowels[v] != 0; v++) {
        for (size_t i = 0; i < m->label.n; i++) {
            if (m->label.at[i] < 0x80 && m->label.at[i] != 0 &&
                strchr(vowels, (int)m->label.at[i]) != NULL)
                put_one(m, i, 1, vowels[v]);
        }
        for (size_t of = 0; vowels[of] != 0; of++) {
            yg_label all = m->label;
            for (size_t i = 0; i < all.n; i++) {
                if (all.at[i] == (unsigned char)vowels[of])
                    all.at[i] = (unsigned char)vowels[v];
            }
            yg_made_label(m, &all);
        }
    }
}

static void hyphens(yg_maker *m) {
    yg_label bare = {.n = 0};
    for (size_t i = 0; i < m->label.n; i++) {
        if (m->label.at[i] == '-')
            put(m, i, 1, NULL, 0);
        else
            bare.at[bare.n++] = m->label.at[i];
    }
    if (bare.n < m->label.n)
        yg_made_label(m, &bare);
    for (size_t i = 1; i < m->label.n; i++)
        put_one(m, i, 0, '-');
    for (size_t i = 1; i + 1 < m->label.n; i++)
        put_one(m, i, 1, '-');
}

/* Dinaburg's bitsquatting: memory that flips a bit asks for another name. */
static void bits(yg_maker *m) {
    for (size_t i = 0; i < m->ascii.n; i++) {
        for (unsigned bit = 0; bit < 7; bit++) {
            if (m->is_ascii)
                put_one(m, i, 1, (char)(m->ascii.p[i] ^ (1 << bit)));
        }
    }
}

static void additions(yg_maker *m) {
    for (size_t i = m->label.n + 1; i-- > 0;) {
        for (const char *c = letters; *c != 0; c++)
            put_one(m, i, 0, *c);
    }
}

static void replacements(yg_maker *m) {
    for (size_t i = 0; i < m->label.n; i++) {
        for (const char *c = letters; *c != 0; c++)
            put_one(m, i, 1, *c);
    }
}

static void doubles(yg_maker *m) {
    for (size_t i = 0; i < m->label.n; i++) {
        for (const char *c = letters; *c != 0; c++) {
            uint32_t twice[2] = {(unsigned char)*c, (unsigned char)*c};
            put(m, i, i + 1 < m->label.n ? 2 : 1, twice, 2);
        }
    }
}

static void moves(yg_maker *m) {
    for (size_t from = 0; from < m->label.n; from++) {
        yg_label without, made;
        if (!yg_label_replace(&m->label, from, 1, NULL, 0, &without))
            continue;
        for (size_t to = 0; to <= without.n; to++) {
            if (yg_label_replace(&without, to, 0, &m->label.at[from], 1, &made))
                yg_made_label(m, &made);
        }
    }
    for (size_t a = 0; a < m->label.n; a++) {
        for (size_t b = a + 2; b < m->label.n; b++) {
            yg_label made = m->label;
            made.at[a] = m->label.at[b];
            made.at[b] = m->label.at[a];
            yg_made_label(m, &made);
        }
    }
}

void yg_make_typos(yg_maker *m, yg_made_kind kind) {
    static void (*const makers[YG_MADE_KINDS])(yg_maker *) = {[YG_MADE_OMISSION] = omissions,
                                                              [YG_MADE_REPETITION] = repetitions,
                                                              [YG_MADE_TRANSPOSITION] =
                                                                  transpositions,
                                                              [YG_MADE_KEYBOARD] = keyboards,
                                                              [YG_MADE_VOWEL] = vowel_swaps,
                                                              [YG_MADE_HYPHEN] = hyphens,
                                                              [YG_MADE_BIT] = bits,
                                                              [YG_MADE_ADDITION] = additions,
                                                              [YG_MADE_REPLACEMENT] = replacements,
                                                              [YG_MADE_DOUBLE] = doubles,
                                                              [YG_MADE_MOVE] = moves};
    makers[kind](m);
}
