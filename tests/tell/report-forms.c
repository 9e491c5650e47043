/* report-forms en|ja: a page with a chart of every form, for the browser tests (ui/test). All of it
 * is invented; one name is hostile. */
#include <stdio.h>
#include <string.h>

#include "tell/message.h"
#include "tell/render.h"

typedef struct {
    const char *en, *ja;
} both;

typedef struct {
    both group, row;
    const char *key;
    unsigned x, n; /* n 0: a count */
} row;

typedef struct {
    yg_chart_form form;
    const char *id;
    both title;
    const row *rows;
} fixture;

#define HOSTILE "<img src=x onerror=alert(1)>"

static const row bars_rows[] = {
    {{"Manufacturing", "製造業"}, {"first half of 2022", "2022年上半期"}, "2022-H1", 37, 114},
    {{"Manufacturing", "製造業"}, {"second half of 2022", "2022年下半期"}, "2022-H2", 41, 116},
    {{"Human health and social work activities, with residential care",
      "医療、福祉（入所型の介護サービスを含む）"},
     {"first half of 2022", "2022年上半期"},
     "2022-H1",
     9,
     25},
    {{"Human health and social work activities, with residential care",
      "医療、福祉（入所型の介護サービスを含む）"},
     {"second half of 2022", "2022年下半期"},
     "2022-H2",
     1,
     3},
    {{HOSTILE, HOSTILE}, {HOSTILE, HOSTILE}, "x", 70, 140},
    {{0}, {0}, NULL, 0, 0}};

static const row timeline_rows[] = {
    {{"Japan", "日本"}, {"first half of 2021", "2021年上半期"}, "2021-H1", 31, 0},
    {{"Japan", "日本"}, {"second half of 2021", "2021年下半期"}, "2021-H2", 44, 0},
    {{"Japan", "日本"}, {"first half of 2022", "2022年上半期"}, "2022-H1", 58, 0},
    {{"Japan", "日本"}, {"second half of 2022", "2022年下半期"}, "2022-H2", 52, 0},
    {{"Canada", "カナダ"}, {"first half of 2021", "2021年上半期"}, "2021-H1", 12, 0},
    {{"Canada", "カナダ"}, {"first half of 2022", "2022年上半期"}, "2022-H1", 19, 0},
    {{"Canada", "カナダ"}, {"second half of 2022", "2022年下半期"}, "2022-H2", 23, 0},
    {{"Viet Nam", "ベトナム"}, {"second half of 2022", "2022年下半期"}, "2022-H2", 5, 0},
    {{0}, {0}, NULL, 0, 0}};

static const row shares_rows[] = {
    {{"Manufacturing", "製造業"}, {"first half of 2021", "2021年上半期"}, "2021-H1", 30, 90},
    {{"Manufacturing", "製造業"}, {"second half of 2021", "2021年下半期"}, "2021-H2", 38, 101},
    {{"Manufacturing", "製造業"}, {"first half of 2022", "2022年上半期"}, "2022-H1", 37, 114},
    {{"Manufacturing", "製造業"}, {"2020", "2020年"}, "2020", 44, 100},
    {{"Finance", "金融業"}, {"first half of 2021", "2021年上半期"}, "2021-H1", 6, 90},
    {{"Finance", "金融業"}, {"second half of 2021", "2021年下半期"}, "2021-H2", 3, 20},
    {{0}, {0}, NULL, 0, 0}};

#define TECHNIQUE(en, ja, id)                                                                      \
    {{en, ja}, {"Example Crane", "エグザンプル・クレーン"}, id "|crane", 3, 0},                    \
        {{en, ja}, {"Example Heron", "エグザンプル・ヘロン"}, id "|heron", 1, 0}, {                \
        {en, ja}, {"Example Ibis of the Northern Lake", "北の湖のエグザンプル・アイビス"},         \
            id "|ibis", 2, 0                                                                       \
    }

static const row matrix_rows[] = {
    TECHNIQUE("T1566 Phishing", "T1566 フィッシング", "T1566"),
    TECHNIQUE("T1190 Exploit Public-Facing Application", "T1190 公開アプリケーションの悪用",
              "T1190"),
    TECHNIQUE("T1078 Valid Accounts", "T1078 正規アカウント", "T1078"),
    {{"T1486 Data Encrypted for Impact", "T1486 データの暗号化"},
     {"Example Crane", "エグザンプル・クレーン"},
     "T1486|crane",
     1,
     0},
    {{0}, {0}, NULL, 0, 0}};

static const row flow_rows[] = {
    {{"North Exampleland", "北エグザンプル国"}, {"Manufacturing", "製造業"}, "XA|C", 14, 0},
    {{"North Exampleland", "北エグザンプル国"},
     {"Financial and insurance activities", "金融業、保険業"},
     "XA|K",
     6,
     0},
    {{"West Exampleland", "西エグザンプル国"}, {"Manufacturing", "製造業"}, "XB|C", 5, 0},
    {{"West Exampleland", "西エグザンプル国"},
     {"Public administration and defence; compulsory social security",
      "公務及び国防、強制社会保障事業"},
     "XB|O",
     9,
     0},
    {{"Not known", "不明"}, {"Manufacturing", "製造業"}, "unknown|C", 2, 0},
    {{0}, {0}, NULL, 0, 0}};

static const row map_rows[] = {{{0}, {"United States", "アメリカ合衆国"}, "US", 61, 0},
                               {{0}, {"Germany", "ドイツ"}, "DE", 22, 0},
                               {{0}, {"France", "フランス"}, "FR", 17, 0},
                               {{0}, {"Canada", "カナダ"}, "CA", 15, 0},
                               {{0}, {"Singapore", "シンガポール"}, "SG", 12, 0},
                               {{0}, {"Thailand", "タイ"}, "TH", 9, 0},
                               {{0}, {"Viet Nam", "ベトナム"}, "VN", 7, 0},
                               {{0}, {"Malta", "マルタ"}, "MT", 2, 0},
                               {{0}, {"Brazil", "ブラジル"}, "BR", 4, 0},
                               {{0}, {"Australia", "オーストラリア"}, "AU", 6, 0},
                               {{0}, {0}, NULL, 0, 0}};

static const fixture forms[] = {
    {YG_FORM_BARS,
     "chart-bars",
     {"Which industries report?", "どの業種が報告しているか"},
     bars_rows},
    {YG_FORM_TIMELINE, "chart-timeline", {"How many, and when?", "いつ、何件か"}, timeline_rows},
    {YG_FORM_TIMELINE,
     "chart-shares",
     {"How large a part, and when?", "いつ、どれほどの割合か"},
     shares_rows},
    {YG_FORM_MATRIX,
     "chart-matrix",
     {"Who uses which technique?", "誰がどの技術を使うか"},
     matrix_rows},
    {YG_FORM_FLOW,
     "chart-flow",
     {"Whose actors hit which industries?", "どの国の攻撃者がどの業種を狙うか"},
     flow_rows},
    {YG_FORM_TILES,
     "chart-tiles",
     {"Where were sites hit?", "どの国の拠点が被害に遭ったか"},
     map_rows},
    {YG_FORM_MAP, "chart-map", {"Where in the world?", "世界のどこか"}, map_rows},
};

static yg_str in(const yg_report *report, both text) {
    return yg_str_of(report->lang == YG_LANG_JA ? text.ja : text.en);
}

static yg_evidence_set evidence_of(yg_report *report, const fixture *form, size_t i) {
    yg_evidence_set set = {0};
    /* More than one for the first, with a run that is shown as one. */
    for (size_t n = 0; n < (i == 0 ? 4u : 1u); n++) {
        char id[64];
        snprintf(id, sizeof id, "statistic--%s-%zu-%zu", form->id, i, n);
        yg_evidence e = {.id = yg_str_of(id),
                         .kind = YG_STR("statistic"),
                         .statement = in(report, form->title),
                         .asserted_by = YG_STR("Example agency"),
                         .collection = YG_STR("Example collection"),
                         .known = YG_STR("official"),
                         .known_label = YG_STR("official")};
        yg_evidence_add(report, &set,
                        yg_report_evidence(report, &e, YG_STR("https://example.org/counts")));
    }
    return set;
}

static void put(yg_report *report, yg_chart *chart, const fixture *form, size_t i) {
    const row *r = &form->rows[i];
    yg_voice voice = {report->lang, &report->arena};
    char id[64], label[256];
    snprintf(id, sizeof id, "figure-%s-%zu", form->id + sizeof "chart-" - 1, i);
    yg_str group = r->group.en ? in(report, r->group) : (yg_str){0}, line = in(report, r->row);
    snprintf(label, sizeof label, "%.*s%s%.*s", YG_FMT(group), group.n > 0 ? ": " : "",
             YG_FMT(line));
    yg_str share = r->n > 0 ? yg_say_share(&voice, r->x, r->n) : yg_say_number(&voice, r->x);
    yg_figure f = {.id = yg_report_copy(report, yg_str_of(id)),
                   .kind = r->n > 0 ? YG_FIGURE_SHARE : YG_FIGURE_COUNT,
                   .label = yg_report_copy(report, yg_str_of(label)),
                   .group = group,
                   .row = line,
                   .key = yg_str_of(r->key),
                   .text = share,
                   .source = YG_STR("Example agency"),
                   .period = YG_STR("2022"),
                   .definition = YG_STR("=reports, \"all\" of them"),
                   .numerator = r->x,
                   .denominator = r->n,
                   .has_denominator = r->n > 0,
                   .unknown = 3,
                   .has_unknown = i == 1,
                   .computed = i == 1,
                   .evidence = evidence_of(report, form, i)};
    yg_report_figure(report, chart, &f);
}

int main(int argc, char **argv) {
    YG_CLEANUP_REPORT yg_report report = {
        .lang = argc > 1 && strcmp(argv[1], "ja") == 0 ? YG_LANG_JA : YG_LANG_EN};
    YG_CLEANUP_BUF yg_buf page = {0};
    yg_error err = {0};
    const both title = {"Every form of chart", "グラフの全形式"};
    const both caption = {"Invented counts of an invented agency.",
                          "架空の機関による架空の集計です。"};
    report.title = report.subtitle = in(&report, title);
    report.country = YG_STR("JP");
    report.country_name = in(&report, (both){"Japan", "日本"});
    yg_collection collection = {.name = YG_STR("Example collection")};
    yg_report_collection(&report, &collection);
    yg_section *section = yg_report_section(&report, "forms", in(&report, title), (yg_str){0});
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        yg_chart *chart =
            yg_section_chart(&report, section, yg_str_of(forms[i].id), in(&report, forms[i].title));
        chart->form = forms[i].form;
        chart->caption = in(&report, caption);
        for (size_t n = 0; forms[i].rows[n].key != NULL; n++)
            put(&report, chart, &forms[i], n);
    }
    yg_report_number(&report);
    if (!yg_renderer_find(YG_STR("html"))->render(&report, &page, &err))
        return 1;
    return fwrite(yg_buf_str(&page).p, 1, yg_buf_str(&page).n, stdout) == page.n ? 0 : 1;
}
