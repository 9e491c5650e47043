/* What turns the tables of the page into charts: the document as JSON, the words of the page's
 * language, and the script (ui/), which is empty where the program was built without Node.
 *
 * JSON in HTML [SCRIPT-INJECTION]: a data block ends at the first "</script", and "<!--" changes
 * how the rest is read, so no "<" is left; as in the rest of the page, controls and bidirectional
 * overrides become U+FFFD [TROJAN-SOURCE]. */
#include "tell/html.h"

#include "base/utf8.h"
#include "tell/render_json.h"
#include "tell/script.inc.h"
#include "text/json.h"

const char *yg_html_script_digest(void) {
    return script_digest;
}

/* JSON has "<" and what is unsafe in strings only: both can be written as escapes there. */
static void add_json(yg_buf *out, yg_str json) {
    for (size_t at = 0; at < json.n;) {
        uint32_t c = yg_utf8_next(json, &at);
        if (c == '<')
            yg_buf_addz(out, "\\u003c");
        else
            yg_utf8_put(out, yg_html_is_unsafe(c) ? 0xFFFD : c);
    }
}

/* Patterns keep their "{0}": the script fills in a text of the document. */
static void words(yg_html *h, yg_buf *json) {
    const yg_str prefix = YG_STR("ui."), argument = YG_STR("{0}");
    bool first = true;
    yg_buf_addc(json, '{');
    for (size_t i = 0; yg_message_key(h->doc->lang, i) != NULL; i++) {
        const char *key = yg_message_key(h->doc->lang, i);
        if (!yg_str_starts(yg_str_of(key), prefix))
            continue;
        yg_buf_addz(json, first ? "" : ",");
        yg_json_add_string(json, yg_str_of(key));
        yg_buf_addc(json, ':');
        yg_json_add_string(json, yg_message_types(h->doc->lang, i)[0] == '\0'
                                     ? yg_say(&h->voice, key, "")
                                     : yg_say(&h->voice, key, "s", argument));
        first = false;
    }
    yg_buf_addc(json, '}');
}

static void block(yg_html *h, const char *id, yg_str json) {
    yg_buf_addf(h->out, "<script type=\"application/json\" id=\"%s\">", id);
    add_json(h->out, json);
    yg_buf_addz(h->out, "</script>\n");
}

bool yg_html_script(yg_html *h, yg_error *err) {
    YG_CLEANUP_BUF yg_buf document = {0};
    YG_CLEANUP_BUF yg_buf table = {0};
    if (!yg_render_json(h->doc, &document, err))
        return false;
    block(h, "yagura-report", yg_buf_str(&document));
    if (script_digest[0] == '\0')
        return true;
    words(h, &table);
    block(h, "yagura-words", yg_buf_str(&table));
    yg_buf_addz(h->out, "<script>");
    yg_buf_add(h->out, (yg_str){script_text, sizeof script_text - 1});
    yg_buf_addz(h->out, "</script>\n");
    return true;
}
