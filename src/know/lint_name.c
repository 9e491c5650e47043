/* What names of organisations are compared by. */
#include <stdlib.h>

#include "base/vec.h"
#include "know/lint_part.h"
#include "text/key.h"

/* A core shorter than this says nothing; the whole name is taken then. */
enum { CORE_BYTES = 4 };

/* Words that say nothing about which organisation it is: legal forms, articles, "group". */
static const char silent_words[] = " inc incorporated llc ltd limited corp corporation co company "
                                   "gmbh ag se sa sas sarl srl sl spa "
                                   "plc pllc pc lp llp bv nv oy oyj ab as aps kg kgaa mbh ev pvt "
                                   "pte pty sdn bhd kk ltda group groupe "
                                   "gruppe grupo gruppo holding holdings the of and la le les l de "
                                   "du des d von der die das el los y e "
                                   "et und & ";

static bool is_silent(yg_str word) {
    YG_CLEANUP_BUF yg_buf spaced = {0};
    yg_buf_addf(&spaced, " %.*s ", YG_FMT(word));
    return strstr(silent_words, yg_buf_z(&spaced)) != NULL;
}

static int by_bytes(const void *a, const void *b) {
    return yg_str_cmp(*(const yg_str *)a, *(const yg_str *)b);
}

/* Are the letters of note, in this order, first letters of words of name? "(BCSD)" is, "(WI)" of
 * "Rock County" is not. */
static bool is_abbreviation(yg_str note, yg_str name) {
    size_t at = 0;
    bool start = true;
    if (note.n < 2 || note.n > 10)
        return false;
    for (size_t i = 0; i < name.n && at < note.n; i++) {
        char c = name.p[i];
        bool letter = (unsigned char)c >= 0x80 || (c | 0x20) >= 'a';
        if (start && letter && (c | 0x20) == (note.p[at] | 0x20))
            at++;
        start = !letter;
    }
    return at == note.n;
}

/* name without its last bracket when that only abbreviates it. */
static yg_str without_abbreviation(yg_str name) {
    size_t open = yg_str_chr(name, '(');
    name = yg_str_trim(name);
    if (open == SIZE_MAX || open == 0 || name.p[name.n - 1] != ')')
        return name;
    yg_str note = yg_str_sub(name, open + 1, name.n - open - 2);
    return is_abbreviation(note, yg_str_sub(name, 0, open)) ? yg_str_sub(name, 0, open) : name;
}

void yg_lint_core_add(yg_buf *buf, yg_str name) {
    YG_CLEANUP_BUF yg_buf folded = {0};
    YG_VEC(yg_str) words = {0};
    yg_str rest, word;
    yg_key_add_folded(&folded, without_abbreviation(name));
    size_t start = buf->n;
    rest = yg_str_trim(yg_buf_str(&folded));
    while (rest.n > 0 && yg_str_split(&rest, ' ', &word)) {
        if (word.n > 0 && !is_silent(word))
            yg_vec_push(&words, word);
    }
    if (words.n > 0)
        qsort(words.at, words.n, sizeof *words.at, by_bytes);
    for (size_t i = 0; i < words.n; i++)
        yg_buf_add(buf, words.at[i]);
    if (buf->n - start < CORE_BYTES) {
        buf->n = start;
        yg_key_add(buf, name);
    }
    yg_vec_free(&words);
}

size_t yg_lint_distance(yg_str a, yg_str b, size_t most) {
    enum { LONGEST = 128 };
    size_t row[LONGEST + 1];
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (gap > most || a.n > LONGEST || b.n > LONGEST)
        return most + 1;
    for (size_t k = 0; k <= b.n; k++)
        row[k] = k;
    for (size_t i = 1; i <= a.n; i++) {
        size_t corner = row[0], least;
        least = row[0] = i;
        for (size_t k = 1; k <= b.n; k++) {
            size_t change = corner + (a.p[i - 1] != b.p[k - 1]);
            corner = row[k];
            size_t gone = row[k] + 1, come = row[k - 1] + 1;
            row[k] = change < gone ? change : gone;
            row[k] = row[k] < come ? row[k] : come;
            least = row[k] < least ? row[k] : least;
        }
        if (least > most)
            return most + 1;
    }
    return row[b.n];
}
