#include "tell/landscape.h"

#include "tell/sets.h"

static bool tell(teller *t, const yg_report_options *options, yg_error *err) {
    if (!teller_scope(t, options, err))
        return false;
    yg_section *judgements =
        yg_report_section(t->doc, "key-judgements", teller_say(t, "judge.title", ""), (yg_str){0});
    if (!teller_gather(t, err) || !teller_compare(t, err) || !teller_who(t, err) ||
        !teller_what(t, err) || !teller_how(t, err) || !teller_where(t, err) ||
        !teller_sightings(t, err) || !teller_measures(t, err) || !teller_look_alikes(t, err) ||
        !teller_posture(t, err) || !teller_reports(t, err))
        return false;
    teller_incident_list(t);
    teller_judge(t, judgements);
    if (!teller_unknown(t, err))
        return false;
    set_saw_dates(t);
    t->doc->as_of = t->newest_text;
    if (t->newest_text.n > 0)
        t->doc->as_of_label = yg_say_date(&t->voice, t->newest_text);
    yg_report_number(t->doc);
    return true;
}

bool yg_report_landscape(yg_store *store, const yg_report_options *options, yg_report *ret_report,
                         yg_error *err) {
    yg_report report = {.lang = options->lang};
    teller t = {.store = store, .doc = ret_report};
    *ret_report = report;
    t.voice = (yg_voice){options->lang, &ret_report->arena};
    bool ok = tell(&t, options, err);
    teller_free(&t);
    if (!ok) {
        yg_report_free(ret_report);
        *ret_report = (yg_report){0};
    }
    return ok;
}

bool yg_report_write(yg_store *store, const yg_report_options *options, const yg_renderer *renderer,
                     yg_buf *out, yg_error *err) {
    YG_CLEANUP_REPORT yg_report report = {0};
    return yg_report_landscape(store, options, &report, err) && renderer->render(&report, out, err);
}

void yg_report_findings(const yg_report *report, size_t most, void (*line)(void *self, yg_str text),
                        void *self) {
    size_t told = 0;
    if (report->sections.n == 0)
        return;
    const yg_section *section = report->sections.at[0];
    for (size_t i = 0; i < section->blocks.n && told < most; i++) {
        const yg_block *block = &section->blocks.at[i];
        YG_CLEANUP_BUF yg_buf text = {0};
        if (block->kind != YG_BLOCK_PARAGRAPH || block->paragraph->role != YG_TEXT_JUDGEMENT)
            continue;
        yg_buf_add(&text, block->paragraph->heading);
        yg_buf_addz(&text, report->lang == YG_LANG_JA ? "：" : ": ");
        yg_buf_add(&text, block->paragraph->text);
        line(self, yg_buf_str(&text));
        told++;
    }
}
