#include "sample.h"

#include "tell/message.h"

static yg_str pick(yg_str given, const char *own) {
    return given.n > 0 ? given : yg_str_of(own);
}

static yg_evidence_set one(yg_report *report, uint32_t number) {
    yg_evidence_set set = {0};
    yg_evidence_add(report, &set, number);
    return set;
}

static uint32_t put_evidence(yg_report *report, yg_str text, const char *id,
                             const char *addresses) {
    yg_evidence e = {.id = yg_str_of(id),
                     .kind = YG_STR("statistic"),
                     .statement = pick(text, "Example counts, 2022 H1, Manufacturing: 37 of 114"),
                     .asserted_by = pick(text, "Example agency"),
                     .collection = pick(text, "Example collection"),
                     .known = YG_STR("official"),
                     .known_label = pick(text, "official"),
                     .date = YG_STR("2022-09-15"),
                     .date_label = pick(text, "15 September 2022"),
                     .note = pick(text, "A note.")};
    return yg_report_evidence(report, &e, pick(text, addresses));
}

static void put_share(yg_report *report, yg_chart *chart, yg_str text, const char *id, uint64_t x,
                      uint64_t n, uint32_t evidence) {
    yg_voice voice = {report->lang, &report->arena};
    yg_figure f = {.id = yg_str_of(id),
                   .kind = YG_FIGURE_SHARE,
                   .label = pick(text, "Manufacturing, first half of 2022"),
                   .group = pick(text, "Manufacturing"),
                   .row = pick(text, "first half of 2022"),
                   .text = text.n > 0 ? text : yg_say_share(&voice, x, n),
                   .brief = pick(text, "32.5 %"),
                   .source = pick(text, "Example agency"),
                   .series = pick(text, "example"),
                   .period = YG_STR("2022-H1"),
                   .definition = pick(text, "reports to the agency"),
                   .note = pick(text, "One is: a report."),
                   .numerator = x,
                   .denominator = n,
                   .has_denominator = true,
                   .unknown = 3,
                   .has_unknown = true,
                   .evidence = one(report, evidence)};
    yg_report_figure(report, chart, &f);
}

static void put_table(yg_report *report, yg_section *section, yg_str text, uint32_t evidence) {
    const yg_str columns[] = {pick(text, "Victim"), pick(text, "Actor")};
    yg_table *table =
        yg_section_table(report, section, "table-example", pick(text, "Incidents"), columns, 2);
    yg_table_group(table, pick(text, "A group of rows"));
    yg_cell *cells = yg_table_row(report, table);
    cells[0].text = pick(text, "Example Canada\n(Example Motor)");
    cells[1].text = pick(text, "Example Crew");
    yg_evidence_add(report, &cells[1].evidence, evidence);
    table->note = pick(text, "A note below.");
}

void sample_make(yg_report *report, enum yg_lang lang, yg_str text) {
    *report = (yg_report){.lang = lang,
                          .title = pick(text, "Example landscape"),
                          .subtitle = pick(text, "A subtitle"),
                          .country = YG_STR("JP"),
                          .country_name = pick(text, "Japan"),
                          .as_of = YG_STR("2022-09-15"),
                          .as_of_label = pick(text, "15 September 2022"),
                          .scope = pick(text, "what is counted")};
    yg_collection collection = {.name = pick(text, "Example collection"),
                                .publisher = pick(text, "Example publisher"),
                                .address = pick(text, "https://example.org/data?a=1&b=2"),
                                .licence = pick(text, "CC0-1.0"),
                                .tlp = pick(text, "clear"),
                                .version = pick(text, "1.0")};
    yg_report_collection(report, &collection);
    yg_section *first =
        yg_report_section(report, "key-judgements", pick(text, "Key judgements"), (yg_str){0});
    yg_section *second =
        yg_report_section(report, "what", pick(text, "What"), pick(text, "What is being hit?"));
    uint32_t unused = put_evidence(report, text, "statistic--0", "https://example.org/unused");
    uint32_t a = put_evidence(report, text, "statistic--1", "https://www.example.org/a?x=1&y='2'");
    uint32_t b = put_evidence(report, text, "statistic--2", "javascript:alert(1)");
    (void)unused;
    yg_chart *chart =
        yg_section_chart(report, second, YG_STR("chart-example"), pick(text, "Which industries?"));
    chart->caption = pick(text, "A caption");
    chart->note = pick(text, "A rule");
    put_share(report, chart, text, "figure-1", 37, 114, a);
    put_share(report, chart, text, "figure-2", 9, 12, b);
    put_share(report, chart, text, "figure-3", 1, 3, b);
    yg_section_heading(second, pick(text, "A heading"));
    yg_section_paragraph(report, second, YG_TEXT_PLAIN, pick(text, "A sentence."), one(report, a));
    yg_section_paragraph(report, second, YG_TEXT_NOTE, pick(text, "A remark."),
                         (yg_evidence_set){0});
    put_table(report, second, text, b);
    yg_paragraph *judgement = yg_section_paragraph(report, first, YG_TEXT_JUDGEMENT,
                                                   pick(text, "A judgement."), one(report, b));
    judgement->heading = pick(text, "One industry stands out");
    judgement->figure = 1;
    yg_report_number(report);
}
