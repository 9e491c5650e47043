#include "tell/render_html.h"

#include "base/utf8.h"
#include "tell/html.h"
#include "tell/style.inc.h"

/* Cards in the first row; columns of large type that fit on one line of a card. */
enum { CARDS = 3, BRIEF_COLUMNS = 11 };

static void page_head(yg_html *h) {
    const yg_report *doc = h->doc;
    const char *script = yg_html_script_digest();
    yg_buf_addf(h->out,
                "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src '%s'; %s%s%sbase-uri 'none'; form-action 'none'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<meta name=\"generator\" content=\"yagura\">\n<title>",
                doc->lang == YG_LANG_JA ? "ja" : "en", style_digest,
                script[0] != '\0' ? "script-src '" : "", script, script[0] != '\0' ? "'; " : "");
    yg_html_text(h->out, doc->title);
    yg_buf_addf(h->out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style_text);
    yg_buf_addz(h->out, "<a class=\"skip\" href=\"#main\">");
    yg_html_say(h, "html.skip");
    yg_buf_addz(h->out, "</a>\n");
}

static void fact(yg_html *h, const char *key, yg_str value) {
    if (value.n == 0)
        return;
    yg_buf_addz(h->out, "<div><dt>");
    yg_html_say(h, key);
    yg_buf_addz(h->out, "</dt><dd>");
    yg_html_text(h->out, value);
    yg_buf_addz(h->out, "</dd></div>\n");
}

static void masthead(yg_html *h) {
    yg_buf_addz(h->out, "<header class=\"masthead\">\n<p class=\"mark\">");
    yg_html_say(h, "html.mark");
    yg_buf_addz(h->out, "</p>\n<h1>");
    yg_html_text(h->out, h->doc->title);
    yg_buf_addz(h->out, "</h1>\n<p class=\"subtitle\">");
    yg_html_text(h->out, h->doc->subtitle);
    yg_buf_addz(h->out, "</p>\n<dl class=\"scope\">\n");
    fact(h, "html.scope.country", h->doc->country_name);
    fact(h, "html.scope.counting", h->doc->scope);
    fact(h, "html.scope.as-of", h->doc->as_of_label);
    yg_buf_addz(h->out, "</dl>\n</header>\n");
}

static void contents_row(yg_html *h, yg_str id, yg_str title) {
    yg_buf_addz(h->out, "<li><a href=\"#");
    yg_html_text(h->out, id);
    yg_buf_addz(h->out, "\">");
    yg_html_text(h->out, title);
    yg_buf_addz(h->out, "</a></li>\n");
}

static void contents(yg_html *h) {
    yg_buf_addz(h->out, "<nav class=\"contents\" aria-label=\"");
    yg_html_say(h, "html.contents");
    yg_buf_addz(h->out, "\">\n<p>");
    yg_html_say(h, "html.contents");
    yg_buf_addz(h->out, "</p>\n<ol>\n");
    for (size_t i = 0; i < h->doc->sections.n; i++)
        contents_row(h, h->doc->sections.at[i]->id, h->doc->sections.at[i]->title);
    contents_row(h, YG_STR("sources"), yg_say(&h->voice, "html.sources", ""));
    contents_row(h, YG_STR("evidence"), yg_say(&h->voice, "html.evidence", ""));
    yg_buf_addz(h->out, "</ol>\n</nav>\n");
}

/* Latin letters are about half as wide as the others. */
static size_t columns_of(yg_str s) {
    size_t columns = 0;
    for (size_t at = 0; at < s.n;)
        columns += yg_utf8_next(s, &at) < 0x1100 ? 1 : 2;
    return columns;
}

static void card(yg_html *h, const yg_paragraph *p) {
    yg_str brief = p->figure != 0 ? h->doc->figures.at[p->figure - 1]->brief : (yg_str){0};
    yg_buf_addz(h->out, "<li class=\"card\">\n<h3>");
    yg_html_text(h->out, p->heading);
    yg_buf_addz(h->out, "</h3>\n");
    if (brief.n > 0) {
        yg_buf_addz(h->out, columns_of(brief) > BRIEF_COLUMNS ? "<p class=\"brief long\">"
                                                              : "<p class=\"brief\">");
        yg_html_text(h->out, brief);
        yg_buf_addz(h->out, "</p>\n");
        yg_html_bar(h, h->doc->figures.at[p->figure - 1]);
    }
    yg_buf_addz(h->out, "<p>");
    yg_html_text(h->out, p->text);
    yg_html_marks(h, p->evidence);
    yg_buf_addz(h->out, "</p>\n</li>\n");
}

static void plain(yg_html *h, const yg_paragraph *p) {
    yg_buf_addz(h->out, p->role == YG_TEXT_NOTE ? "<p class=\"note\">" : "<p>");
    yg_html_lines(h->out, p->text);
    yg_html_marks(h, p->evidence);
    yg_buf_addz(h->out, "</p>\n");
}

/* Judgements stand together: the first as cards, the others as smaller ones. */
static void judgements(yg_html *h, const yg_section *section) {
    size_t seen = 0;
    for (size_t i = 0; i < section->blocks.n; i++) {
        const yg_block *block = &section->blocks.at[i];
        if (block->kind != YG_BLOCK_PARAGRAPH || block->paragraph->role != YG_TEXT_JUDGEMENT)
            continue;
        if (seen == 0 || seen == CARDS)
            yg_buf_addz(h->out,
                        seen == 0 ? "<ol class=\"cards\">\n" : "</ol>\n<ol class=\"more\">\n");
        card(h, block->paragraph);
        seen++;
    }
    if (seen > 0)
        yg_buf_addz(h->out, "</ol>\n");
}

static void block(yg_html *h, const yg_block *b) {
    switch (b->kind) {
    case YG_BLOCK_HEADING:
        yg_buf_addz(h->out, "<h3>");
        yg_html_text(h->out, b->heading);
        yg_buf_addz(h->out, "</h3>\n");
        break;
    case YG_BLOCK_PARAGRAPH:
        if (b->paragraph->role != YG_TEXT_JUDGEMENT)
            plain(h, b->paragraph);
        break;
    case YG_BLOCK_CHART:
        yg_html_chart(h, b->chart);
        break;
    case YG_BLOCK_TABLE:
        yg_html_table(h, b->table);
        break;
    }
}

static void section(yg_html *h, const yg_section *s) {
    yg_buf_addz(h->out, "<section id=\"");
    yg_html_text(h->out, s->id);
    yg_buf_addz(h->out, "\">\n");
    if (s->question.n > 0) {
        yg_buf_addz(h->out, "<p class=\"question\">");
        yg_html_text(h->out, s->question);
        yg_buf_addz(h->out, "</p>\n");
    }
    yg_buf_addz(h->out, "<h2>");
    yg_html_text(h->out, s->title);
    yg_buf_addz(h->out, "</h2>\n");
    judgements(h, s);
    for (size_t i = 0; i < s->blocks.n; i++)
        block(h, &s->blocks.at[i]);
    yg_buf_addz(h->out, "</section>\n");
}

bool yg_render_html(const yg_report *doc, yg_buf *out, yg_error *err) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    yg_html storage = {out, doc, {doc->lang, &arena}}, *h = &storage;
    page_head(h);
    masthead(h);
    yg_buf_addz(out, "<main id=\"main\">\n");
    for (size_t i = 0; i < doc->sections.n; i++) {
        section(h, doc->sections.at[i]);
        if (i == 0)
            contents(h);
    }
    yg_html_appendix(h);
    yg_buf_addz(out, "</main>\n<footer><p>");
    yg_html_say(h, "html.footer");
    yg_buf_addz(out, "</p></footer>\n");
    if (!yg_html_script(h, err))
        return false;
    yg_buf_addz(out, "</body>\n</html>\n");
    return true;
}
