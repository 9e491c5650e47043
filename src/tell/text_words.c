/* The words by which texts call what statistics count, in English and Japanese. A phrase that names
 * something else but holds such a word ("financial services") stands here too, since the longest
 * phrase wins. */
#include "model/vocab.h"
#include "tell/message.h"
#include "tell/text_part.h"

typedef struct {
    const char *key, *phrases; /* separated by | */
} entry;

static const entry categories[] = {
    {"manufacturing", "manufacturing|manufacturing industry|manufacturing sector|manufacturer|"
                      "manufacturers|製造業|製造業者|製造|メーカー"},
    {"medical-welfare", "healthcare|health care|health-care|medical and welfare|medical & welfare|"
                        "medical|医療・福祉|医療福祉|医療、福祉|医療|ヘルスケア"},
    {"hospitals", "hospital|hospitals|病院|医療機関"},
    {"services", "service industry|service industries|service sector|services sector|"
                 "services industry|services|サービス業"},
    {"wholesale-retail", "wholesale and retail|wholesale & retail|wholesale/retail|"
                         "wholesale and retail trade|wholesale|retail|retailers|卸売・小売業|"
                         "卸売・小売|卸・小売|卸売業|小売業|卸小売"},
    {"construction", "construction|construction industry|建設業|建設"},
    {"information-communications",
     "information and communications|information and communication|情報通信業|情報通信"},
    {"sme", "small and medium-sized enterprises|small and medium-sized companies|"
            "small and medium-sized businesses|small and medium-sized firms|"
            "small and medium enterprises|small and medium companies|small and medium|"
            "small- and medium-sized|small- and medium-sized enterprises|smes|sme|"
            "small businesses|中小企業"},
    {"large", "large companies|large enterprises|large corporations|large firms|big companies|"
              "大企業"},
    {"other-organisation", "other organisations|other organizations|団体等"},
    {"double-extortion", "double extortion|double-extortion|二重恐喝|二重の恐喝"},
    {"no-ware", "no-ware|no-ware ransom|noware|ノーウェアランサム|ノーウエアランサム"},
    {"vpn", "vpn|vpns|vpn devices|vpn device|vpn equipment|vpn機器"},
    {"rdp", "remote desktop|remote desktops|rdp|リモートデスクトップ"},
    {"mail", "email|emails|e-mail|e-mails|メール"},
    {"crypto-demand", "cryptocurrency|cryptocurrencies|暗号資産|仮想通貨"},
    {"prefectures", "prefecture|prefectures|都道府県"},
    {"~other",
     "financial services|financial|finance|banks|banking|insurance|education|schools|school|"
     "universities|university|government|governments|public administration|public services|"
     "automotive|automakers|automaker|car makers|carmakers|automobile|auto|transport|"
     "transportation|logistics|energy|utilities|telecom|telecommunications|media|technology|"
     "it services|cloud services|online services|business services|professional services|"
     "real estate|agriculture|hospitality|individuals|consumers|backup|backups|"
     "food|pharmaceutical|chemical|electronics|aviation|maritime|space|defense|defence|legal|"
     "金融|保険|教育|学校|大学|官公庁|自治体|行政|運輸|物流|自動車|電力|エネルギー|通信業|不動産|"
     "農業|宿泊|学術研究|個人|バックアップ|食品|化学|電機|航空|防衛"},
};
static const entry topics[] = {
    {"ransomware", "ransomware|ransomware attack|ransomware attacks|ransom attacks|"
                   "ランサムウェア|ランサムウエア|ランサム攻撃|身代金要求型"},
    {"~other", "phishing|ddos|denial-of-service|fraud|scams|cybercrime|cyber crime|"
               "unauthorized access|unauthorised access|data breaches|vulnerabilities|espionage|"
               "infostealer|infostealers|internet banking|online banking|フィッシング|"
               "不正アクセス|詐欺|サイバー犯罪|脆弱性|不正送金|情報漏えい|情報漏洩|標的型"},
};
static const entry sources[] = {
    {"~other", "according to|によると|によれば|leak site|leak "
               "sites|leak-site|survey|surveyed|respondents|poll|telemetry|"
               "our customers|customers of|リークサイト|アンケート|意識調査"},
};
static const entry places[] = {
    {"~world", "worldwide|global|globally|around the world|in the world|across the world|"
               "the world's|europe|european|asia|asia-pacific|apac|eu|north america|世界|全世界|"
               "欧州|グローバル|海外"},
};
static const entry cues[] = {
    {"total", "total|received|reported|recorded|confirmed|counted|number of|there were|reports|"
              "tally|came to|stood at|reached|報告|件数|総数|合計|被害は|届出|把握|認知"},
    {"part", "of these|of which|of them|among|involving|involved|led to|resulted|in which|where|"
             "that were|answered|used|arrest|arrested|うち|中の|占め|による被害|内訳|検挙"},
    {"change", "increase|increased|increases|rise|rose|risen|rising|up by|up|jump|jumped|surge|"
               "surged|grew|growth|more than in|fall|fell|down|decrease|decreased|decline|"
               "declined|drop|dropped|fewer|増|減|増加|減少|前年比|前年同期比|前期比"},
    {"share", "made up|make up|makes up|making up"},
    {"all", "of all|all ransomware|all attacks|all victims|every|全体の|すべての|全ての"},
};

static void add_word(text_words *words, yg_arena *arena, text_kind kind, yg_str key,
                     yg_str phrase) {
    YG_CLEANUP_BUF yg_buf lower = {0};
    for (size_t i = 0; i < phrase.n; i++) {
        char c = phrase.p[i];
        yg_buf_addc(&lower, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    /* Shorter ones are words of everyday language. */
    if (lower.n < 2)
        return;
    yg_vec_push(&words->words, ((text_word){kind, key, yg_arena_copy(arena, yg_buf_str(&lower))}));
}

static void add_entries(text_words *words, yg_arena *arena, text_kind kind, const entry *entries,
                        size_t n) {
    for (size_t i = 0; i < n; i++) {
        yg_str rest = yg_str_of(entries[i].phrases), phrase;
        while (rest.n > 0 && yg_str_split(&rest, '|', &phrase))
            add_word(words, arena, kind, yg_str_of(entries[i].key), phrase);
    }
}

static bool has_key(const entry *entries, size_t n, yg_str key) {
    for (size_t i = 0; i < n; i++)
        if (yg_str_eqz(key, entries[i].key))
            return true;
    return false;
}

static void add_topic(text_words *words, yg_arena *arena, const yg_statistic_row *cell) {
    YG_CLEANUP_BUF yg_buf spaced = {0};
    if (has_key(topics, 1, cell->subject))
        return;
    for (size_t i = 0; i < cell->subject.n; i++)
        yg_buf_addc(&spaced, cell->subject.p[i] == '-' ? ' ' : cell->subject.p[i]);
    add_word(words, arena, TEXT_TOPIC, cell->subject, yg_buf_str(&spaced));
}

/* What a series is called begins with who counts: "NPA: ...". */
static yg_str before(yg_str text, yg_str colon) {
    size_t at = yg_str_find(text, colon);
    return at != SIZE_MAX && at <= 40 ? yg_str_sub(text, 0, at) : (yg_str){0};
}

/* Who counts, by all that texts call them: the name in both languages, what the series begin with,
 * the words of the name that are more than "national" and "agency", and in Japanese the name
 * without the kind of its office. */
static void add_source(text_words *words, yg_arena *arena, const yg_statistic_row *cell) {
    static const char common[] = " national agency office ministry bureau center centre institute "
                                 "department federal international security cyber of for and the ";
    static const char *const offices[] = {"庁", "省", "局", "院", "所"};
    yg_str key = cell->asserted_by, rest = key, word;
    yg_voice japanese = {YG_LANG_JA, arena};
    yg_str name_ja = yg_say_word(&japanese, "party", key);
    const yg_str names[] = {key, name_ja, before(cell->series_en, YG_STR(":")),
                            before(cell->series_ja, YG_STR("："))};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].n >= 3)
            add_word(words, arena, TEXT_SOURCE, key, names[i]);
    while (rest.n > 0 && yg_str_split(&rest, ' ', &word)) {
        YG_CLEANUP_BUF yg_buf framed = {0};
        yg_buf_addc(&framed, ' ');
        for (size_t i = 0; i < word.n; i++)
            yg_buf_addc(&framed,
                        word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] + 32) : word.p[i]);
        yg_buf_addc(&framed, ' ');
        if (word.n >= 5 && yg_str_find(yg_str_of(common), yg_buf_str(&framed)) == SIZE_MAX)
            add_word(words, arena, TEXT_SOURCE, key, word);
    }
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++)
        if (name_ja.n > 6 && yg_str_ends(name_ja, yg_str_of(offices[i])))
            add_word(words, arena, TEXT_SOURCE, key, yg_str_sub(name_ja, 0, name_ja.n - 3));
}

/* What the store calls its categories and topics: slugs as words, and the words of reports. */
static void add_cell(text_words *words, yg_arena *arena, const yg_statistic_row *cell) {
    YG_CLEANUP_BUF yg_buf spaced = {0};
    for (size_t i = 0; i < cell->category.n; i++)
        yg_buf_addc(&spaced, cell->category.p[i] == '-' ? ' ' : cell->category.p[i]);
    bool is_total = yg_str_eqz(cell->category, "total");
    if (!is_total && !has_key(categories, sizeof categories / sizeof *categories, cell->category))
        add_word(words, arena, TEXT_CATEGORY, cell->category, yg_buf_str(&spaced));
    for (int lang = 0; lang < 2 && !is_total; lang++) {
        yg_voice voice = {lang == 0 ? YG_LANG_EN : YG_LANG_JA, arena};
        yg_str word = yg_say_word(&voice, "category", cell->category);
        if (!yg_str_eq(word, cell->category))
            add_word(words, arena, TEXT_CATEGORY, cell->category, word);
    }
    add_topic(words, arena, cell);
    add_source(words, arena, cell);
}

static int by_first_bytes(const void *a, const void *b) {
    const text_word *x = a, *y = b;
    int order = memcmp(x->phrase.p, y->phrase.p, 2);
    if (order != 0)
        return order;
    /* Longer ones first. */
    return x->phrase.n != y->phrase.n ? (x->phrase.n > y->phrase.n ? -1 : 1)
                                      : yg_str_cmp(x->phrase, y->phrase);
}

#define ADD(kind, list) add_entries(words, arena, kind, list, sizeof list / sizeof *list)

void text_words_make(text_words *words, yg_arena *arena, yg_statistic_row *const *cells, size_t n) {
    YG_CLEANUP_MAP yg_map seen = {0};
    ADD(TEXT_CATEGORY, categories);
    ADD(TEXT_TOPIC, topics);
    ADD(TEXT_SOURCE, sources);
    ADD(TEXT_PLACE, places);
    ADD(TEXT_CUE, cues);
    for (size_t i = 0; i < n; i++) {
        YG_CLEANUP_BUF yg_buf key = {0};
        bool is_new = false;
        yg_buf_addf(&key, "%.*s|%.*s|%.*s", YG_FMT(cells[i]->category), YG_FMT(cells[i]->subject),
                    YG_FMT(cells[i]->asserted_by));
        yg_map_put(&seen, yg_buf_str(&key), &is_new);
        if (is_new)
            add_cell(words, arena, cells[i]);
    }
    qsort(words->words.at, words->words.n, sizeof *words->words.at, by_first_bytes);
    for (size_t i = words->words.n; i-- > 0;)
        *yg_map_put(&words->first, yg_str_sub(words->words.at[i].phrase, 0, 2), NULL) = i + 1;
}

void text_words_free(text_words *words) {
    yg_vec_free(&words->words);
    yg_map_free(&words->first);
}
