/* One line that says why a name was reported. */
#include "match/name_feature.h"
#include "match/name_idn.h"
#include "match/name_judge.h"

static const char *const place_en[] = {"in the name itself", "in a sub-domain"};
static const char *const place_ja[] = {"登録名の中", "サブドメインの中"};

static void add_edits(const yg_name_hit *hit, bool japanese, yg_buf *buf) {
    /* How an IDN differs is told with what it shows. */
    if (hit->kind == YG_NAME_IDN && hit->distance == 0)
        return;
    if (hit->kind == YG_NAME_HOMOGLYPH)
        yg_buf_addz(buf, japanese ? "、見た目の似た文字" : ", in letters that look alike");
    else if (hit->kind == YG_NAME_BITSQUAT)
        yg_buf_addz(buf, japanese ? "、1 ビット違い" : ", one bit changed");
    else if (hit->distance > 0)
        yg_buf_addf(buf, japanese ? "、%u 文字違い" : ", %u letter%s changed", hit->distance,
                    hit->distance == 1 ? "" : "s");
}

static void add_signs(const yg_name_text *text, const yg_name_hit *hit, bool japanese,
                      yg_buf *buf) {
    static const char *const en[YG_SIGN_COUNT] = {
        "a Japanese suffix inside a name under .%.*s",
        "a word of log-in or payment pages",
        "a second name of the same brand",
        "shared hosting under .%.*s",
        "a suffix with far more phishing than ordinary names (.%.*s)",
        "many labels",
        "a name that looks made by a generator",
        "mixed scripts",
        "like confirmed cases",
    };
    static const char *const ja[YG_SIGN_COUNT] = {
        ".%.*s の名前の中に日本のサフィックス",
        "ログインや支払いの語",
        "同じブランドの別の名前",
        ".%.*s の共用ホスティング",
        "フィッシングの多いサフィックス (.%.*s)",
        "ラベルが多い",
        "機械が作ったような名前",
        "文字体系の混在",
        "確認済み事例に似る",
    };
    yg_str suffix = yg_str_from(text->host, text->split.suffix);
    for (unsigned i = 0; i < YG_SIGN_COUNT; i++) {
        if (!(hit->signs >> i & 1))
            continue;
        yg_buf_addz(buf, japanese ? "；" : "; ");
        const char *words = japanese ? ja[i] : en[i], *gap = strstr(words, "%.*s");
        if (!gap) {
            yg_buf_addz(buf, words);
            continue;
        }
        yg_buf_add(buf, (yg_str){words, (size_t)(gap - words)});
        yg_buf_add(buf, suffix);
        yg_buf_addz(buf, gap + 4);
    }
    if (hit->learned.n) {
        yg_buf_addz(buf, japanese ? "：" : ": ");
        yg_buf_add(buf, japanese ? hit->learned_ja : hit->learned);
    }
}

void yg_name_explain(const yg_name_judge *judge, const yg_name_text *text, const yg_name_hit *hit,
                     bool japanese, yg_buf *buf) {
    size_t n = hit->end > hit->start ? (size_t)(hit->end - hit->start) : 0;
    yg_str span = yg_str_sub(text->host, hit->start, n);
    bool is_sub = hit->start < text->split.registrable;
    yg_str brand =
        hit->brand != SIZE_MAX ? yg_names_brand_label(judge->names, hit->brand) : (yg_str){NULL, 0};
    if (hit->kind == YG_NAME_LEARNED && hit->token == SIZE_MAX) {
        /* The name itself imitates nobody: whose pages such names held is all that is known. */
        yg_buf_addz(buf, japanese ? "確認済みのフィッシングと同じ使われ方"
                                  : "used like confirmed phishing");
        if (brand.n) {
            yg_buf_addz(buf, japanese ? "（多くは「" : ", most of it against ");
            yg_buf_add(buf, brand);
            yg_buf_addz(buf, japanese ? "」）" : "");
        }
        yg_buf_addz(buf, ": ");
    } else if (brand.n) {
        yg_buf_addz(buf, japanese ? "「" : "imitates ");
        yg_buf_add(buf, brand);
        yg_buf_addz(buf, japanese ? "」のなりすまし: " : ": ");
    } else {
        yg_buf_addz(buf, japanese ? "なりすましの疑い: " : "looks like an imitation: ");
    }
    if (hit->token != SIZE_MAX)
        yg_name_idn_explain(span, yg_names_token(judge->names, hit->token)->text, japanese, buf);
    yg_buf_addc(buf, '`');
    yg_buf_add(buf, span);
    yg_buf_addf(buf, "` (%s)", (japanese ? place_ja : place_en)[is_sub]);
    if (hit->token != SIZE_MAX) {
        yg_buf_addz(buf, japanese ? " は `" : " is `");
        yg_buf_add(buf, yg_names_token(judge->names, hit->token)->text);
        yg_buf_addc(buf, '`');
        add_edits(hit, japanese, buf);
    }
    add_signs(text, hit, japanese, buf);
}
