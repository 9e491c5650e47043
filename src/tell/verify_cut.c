/* A file in pieces: of HTML its tags and the text between them, of Markdown its lines. White space
 * around a piece and kinds of line ends do not count; everything else does, so that files with
 * equal pieces look equal. The document inside the HTML is one piece without content: it is
 * compared by members. */
#include "tell/verify_part.h"

typedef struct {
    const verify_file *file;
    verify_piece_list *pieces;
    size_t line;
} cutting;

static void put(cutting *c, yg_str text, bool markup) {
    yg_str trimmed = yg_str_trim(text);
    size_t line = c->line;
    for (const char *p = text.p; p < trimmed.p && trimmed.n > 0; p++)
        line += *p == '\n';
    if (trimmed.n > 0)
        *yg_vec_add(c->pieces) = (verify_piece){trimmed, line, markup};
    for (size_t i = 0; i < text.n; i++)
        c->line += text.p[i] == '\n';
}

/* The end of the tag or comment that begins at `at`: behind its '>'. */
static size_t tag_end(yg_str s, size_t at) {
    if (yg_str_starts(yg_str_from(s, at), YG_STR("<!--"))) {
        size_t end = yg_str_find(yg_str_from(s, at), YG_STR("-->"));
        return end == SIZE_MAX ? s.n : at + end + 3;
    }
    char quote = 0;
    for (size_t i = at + 1; i < s.n; i++) {
        char c = s.p[i];
        if (quote != 0)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    return s.n;
}

static bool starts_nocase(yg_str s, size_t at, yg_str word) {
    return yg_str_eq_nocase(yg_str_sub(s, at, word.n), word);
}

size_t verify_raw_end(yg_str s, size_t at, const char *end) {
    for (;; at++) {
        size_t next = yg_str_chr(yg_str_from(s, at), '<');
        if (next == SIZE_MAX)
            return s.n;
        at += next;
        if (starts_nocase(s, at, yg_str_of(end)))
            return at;
    }
}

/* Behind the content of an element whose content is no markup. */
static size_t raw_end(yg_str s, size_t at, yg_str tag) {
    const char *const ends[][2] = {{"<script", "</script"}, {"<style", "</style"}};
    for (size_t i = 0; i < 2; i++)
        if (starts_nocase(tag, 0, yg_str_of(ends[i][0])))
            return verify_raw_end(s, at, ends[i][1]);
    return at;
}

static void cut_html(cutting *c) {
    yg_str s = c->file->bytes;
    size_t at = 0;
    while (at < s.n) {
        size_t open = yg_str_chr(yg_str_from(s, at), '<');
        size_t text_end = open == SIZE_MAX ? s.n : at + open;
        put(c, yg_str_sub(s, at, text_end - at), false);
        if (text_end == s.n)
            return;
        size_t end = tag_end(s, text_end);
        yg_str tag = yg_str_sub(s, text_end, end - text_end);
        put(c, tag, true);
        size_t raw = raw_end(s, end, tag);
        yg_str content = yg_str_sub(s, end, raw - end);
        if (end != c->file->document_at)
            put(c, content, true);
        else
            for (size_t i = 0; i < content.n; i++)
                c->line += content.p[i] == '\n';
        at = raw;
    }
}

static void cut_lines(cutting *c) {
    yg_str rest = c->file->bytes;
    while (rest.n > 0) {
        size_t end = yg_str_chr(rest, '\n');
        size_t n = end == SIZE_MAX ? rest.n : end + 1;
        put(c, yg_str_sub(rest, 0, n), false);
        rest = yg_str_from(rest, n);
    }
}

void verify_cut(const verify_file *file, verify_piece_list *pieces) {
    cutting c = {file, pieces, 1};
    if (yg_str_eqz(file->form, "html"))
        cut_html(&c);
    else
        cut_lines(&c);
}
