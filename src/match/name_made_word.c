/* Words: combinations with words that invite trust, plurals, words and numbers that sound alike,
 * spellings that people get wrong. English, and what Japanese marks are combined with. */
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_made_part.h"

/* Kintis et al. (CCS 2017) and the read hosts of phishing feeds agree on what combinations promise:
 * access, money, safety, help, delivery, work. */
static const char combos[] =
    "login pay support account secure card verify mail shop service online bank signin sign-in "
    "signon logon accounts my id user member members security safe verification confirm auth "
    "authenticate otp mfa sso password pass reset unlock recovery update upgrade alert notice "
    "notification info services help helpdesk customer care contact center payment payments "
    "billing bill invoice banking wallet cash coin crypto point points bonus gift reward "
    "campaign promo event prize refund tax store mall web site www app apps mobile webmail "
    "email smtp portal cloud drive docs share file files download vpn remote office work admin "
    "server api cdn dev test net network tech system systems it data host hosting delivery "
    "track tracking post parcel order ticket booking travel news blog forum media press ir "
    "career careers recruit recruiting hr jobs jp japan japanese tokyo osaka asia global world "
    "international intl usa us eu uk cn china india group holdings hd corp corporation company "
    "co inc ltd gmbh kk official real new the get go e i 24 365 1 2 vip pro plus premium direct "
    "express partner partners supplier sales market trade invest finance fund insurance life "
    "health energy motor auto parts factory";

static const char *const sounds[][2] = {
    {"one", "1"},
    {"two", "2"},
    {"three", "3"},
    {"four", "4"},
    {"five", "5"},
    {"six", "6"},
    {"seven", "7"},
    {"eight", "8"},
    {"nine", "9"},
    {"ten", "10"},
    {"zero", "0"},
    {"first", "1st"},
    {"first", "1"},
    {"second", "2"},
    {"third", "3"},
    {"fourth", "4"},
    {"fifth", "5"},
    {"first", "one"},
    {"second", "two"},
    {"third", "three"},
    {"fourth", "four"},
    {"second", "2nd"},
    {"third", "3rd"},
    {"fourth", "4th"},
    {"fifth", "5th"},
    {"hundred", "100"},
    {"thousand", "1000"},
    {"twelve", "12"},
    {"eleven", "11"},
    {"twenty", "20"},
    {"thirteen", "13"},
    {"fifteen", "15"},
    {"thirty", "30"},
    {"to", "2"},
    {"too", "2"},
    {"for", "4"},
    {"fore", "4"},
    {"ate", "8"},
    {"won", "1"},
    {"you", "u"},
    {"are", "r"},
    {"and", "n"},
    {"be", "b"},
    {"see", "c"},
    {"why", "y"},
    {"at", "a"},
    {"to", "two"},
    {"to", "too"},
    {"two", "too"},
    {"for", "four"},
    {"ate", "eight"},
    {"buy", "by"},
    {"buy", "bye"},
    {"by", "bye"},
    {"sea", "see"},
    {"sight", "site"},
    {"cite", "site"},
    {"mail", "male"},
    {"sale", "sail"},
    {"right", "write"},
    {"rite", "right"},
    {"new", "knew"},
    {"no", "know"},
    {"night", "knight"},
    {"hear", "here"},
    {"their", "there"},
    {"wear", "where"},
    {"ware", "wear"},
    {"whether", "weather"},
    {"weak", "week"},
    {"meat", "meet"},
    {"steel", "steal"},
    {"sell", "cell"},
    {"seller", "cellar"},
    {"cent", "sent"},
    {"cent", "scent"},
    {"flour", "flower"},
    {"fare", "fair"},
    {"hair", "hare"},
    {"whole", "hole"},
    {"hour", "our"},
    {"in", "inn"},
    {"knot", "not"},
    {"made", "maid"},
    {"main", "mane"},
    {"one", "won"},
    {"pair", "pear"},
    {"plain", "plane"},
    {"rain", "reign"},
    {"road", "rode"},
    {"sum", "some"},
    {"sun", "son"},
    {"stair", "stare"},
    {"tail", "tale"},
    {"tire", "tyre"},
    {"wait", "weight"},
    {"way", "weigh"},
    {"wood", "would"},
    {"break", "brake"},
    {"bare", "bear"},
    {"be", "bee"},
    {"blue", "blew"},
    {"board", "bored"},
    {"cell", "sell"},
    {"check", "cheque"},
    {"coarse", "course"},
    {"days", "daze"},
    {"die", "dye"},
    {"dear", "deer"},
    {"i", "eye"},
    {"air", "heir"},
    {"aloud", "allowed"},
    {"bored", "board"},
    {"cash", "cache"},
    {"idle", "idol"},
    {"lone", "loan"},
    {"mind", "mined"},
    {"peace", "piece"},
    {"pole", "poll"},
    {"principal", "principle"},
    {"role", "roll"},
    {"root", "route"},
    {"seem", "seam"},
    {"shore", "sure"},
    {"sole", "soul"},
    {"stake", "steak"},
    {"suite", "sweet"},
    {"toe", "tow"},
    {"waist", "waste"},
    {"war", "wore"},
    {"bank", "banque"},
    {"center", "centre"},
    {"color", "colour"},
    {"program", "programme"},
    {"license", "licence"},
};

/* Sounds that are written in more than one way, and slips of spelling. Each way round. */
static const char *const spellings[][2] = {
    {"ie", "ei"},     {"ph", "f"},    {"ck", "k"},      {"ck", "c"},      {"c", "k"},
    {"c", "s"},       {"s", "z"},     {"ce", "se"},     {"sc", "s"},      {"gh", "g"},
    {"x", "ks"},      {"x", "cks"},   {"qu", "kw"},     {"qu", "q"},      {"y", "i"},
    {"ea", "ee"},     {"ai", "ay"},   {"ou", "ow"},     {"oo", "u"},      {"oo", "ou"},
    {"er", "or"},     {"er", "re"},   {"or", "our"},    {"er", "ar"},     {"able", "ible"},
    {"ance", "ence"}, {"ant", "ent"}, {"tion", "sion"}, {"tion", "cion"}, {"th", "t"},
    {"wh", "w"},      {"kn", "n"},    {"wr", "r"},      {"mb", "m"},      {"ll", "l"},
    {"ss", "s"},      {"tt", "t"},    {"mm", "m"},      {"nn", "n"},      {"cc", "c"},
    {"pp", "p"},      {"rr", "r"},    {"ff", "f"},      {"j", "g"},       {"v", "b"},
    {"v", "w"},       {"l", "r"},     {"ise", "ize"},   {"yse", "yze"},   {"ae", "e"},
    {"oe", "e"},      {"au", "o"},    {"ch", "k"},      {"ch", "sh"},     {"sh", "s"},
    {"shi", "si"},    {"chi", "ti"},  {"chi", "tchi"},  {"tsu", "tu"},    {"fu", "hu"},
    {"ji", "zi"},     {"ji", "di"},   {"sha", "sya"},   {"shu", "syu"},   {"sho", "syo"},
    {"cha", "tya"},   {"chu", "tyu"}, {"cho", "tyo"},   {"ja", "jya"},    {"ju", "jyu"},
    {"jo", "jyo"},    {"ja", "zya"},  {"ju", "zyu"},    {"jo", "zyo"},    {"ou", "o"},
    {"oh", "o"},      {"uu", "u"},    {"ii", "i"},      {"aa", "a"},      {"ei", "ee"},
    {"nb", "mb"},     {"np", "mp"},   {"nm", "mm"},     {"za", "dha"},    {"dzu", "zu"},
    {"nn", "n"},      {"tz", "ts"},   {"dge", "ge"},    {"ght", "te"},
};

static const char *const plurals[][2] = {
    {"man", "men"},
    {"person", "people"},
    {"child", "children"},
    {"foot", "feet"},
    {"tooth", "teeth"},
    {"mouse", "mice"},
    {"goose", "geese"},
    {"ox", "oxen"},
    {"life", "lives"},
    {"knife", "knives"},
    {"leaf", "leaves"},
    {"wolf", "wolves"},
    {"medium", "media"},
    {"datum", "data"},
    {"index", "indices"},
    {"analysis", "analyses"},
    {"matrix", "matrices"},
    {"vertex", "vertices"},
    {"us", "i"},
    {"on", "a"},
    {"is", "es"},
    {"um", "a"},
    {"a", "ae"},
    {"f", "ves"},
    {"fe", "ves"},
    {"ex", "ices"},
    {"ix", "ices"},
    {"o", "oes"},
};

static void put_word(yg_maker *m, size_t at, size_t count, yg_str with) {
    yg_label made;
    if (!m->stopped && yg_label_replace_ascii(&m->label, at, count, with, &made))
        yg_made_label(m, &made);
}

/* Each place of one word with the other, and the other way round. */
static void exchange(yg_maker *m, const char *const pair[2]) {
    for (int turn = 0; turn < 2; turn++) {
        yg_str of = yg_str_of(pair[turn]), with = yg_str_of(pair[!turn]);
        for (size_t at = 0; (at = yg_label_find(&m->label, at, of)) != SIZE_MAX; at++)
            put_word(m, at, of.n, with);
    }
}

static bool is_vowel(uint32_t c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* The word that ends before `end`, in the other number. */
static void pluralise(yg_maker *m, size_t end) {
    uint32_t last = m->label.at[end - 1], before = end > 1 ? m->label.at[end - 2] : 0;
    if (last == 's') {
        put_word(m, end - 1, 1, YG_STR(""));
        if (before == 'e')
            put_word(m, end - 2, 2, YG_STR(""));
        if (before == 'e' && end > 2 && m->label.at[end - 3] == 'i')
            put_word(m, end - 3, 3, YG_STR("y"));
    }
    put_word(m, end, 0, YG_STR("s"));
    put_word(m, end, 0, YG_STR("es"));
    if (last == 'y' && !is_vowel(before))
        put_word(m, end - 1, 1, YG_STR("ies"));
    for (size_t i = 0; i < sizeof plurals / sizeof *plurals; i++) {
        for (int turn = 0; turn < 2; turn++) {
            yg_str of = yg_str_of(plurals[i][turn]);
            if (of.n <= end && yg_label_find(&m->label, end - of.n, of) == end - of.n)
                put_word(m, end - of.n, of.n, yg_str_of(plurals[i][!turn]));
        }
    }
}

/* Words end at hyphens and at the end; where two words are written together nobody knows, so an s,
 * or es behind a hiss, is put everywhere behind the second letter. */
static void plural_forms(yg_maker *m) {
    if (!m->is_ascii)
        return;
    for (size_t end = 1; end <= m->label.n; end++) {
        if (end == m->label.n || m->label.at[end] == '-')
            pluralise(m, end);
    }
    for (size_t at = 2; at < m->label.n; at++) {
        uint32_t last = m->label.at[at - 1];
        put_word(m, at, 0, YG_STR("s"));
        if (last == 's' || last == 'x' || last == 'z' || last == 'h' || last == 'o')
            put_word(m, at, 0, YG_STR("es"));
    }
}

/* Romaji of a name in kana, under the same suffix. */
static void romaji(yg_maker *m) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_romaji variants[16];
    yg_label made;
    if (m->is_ascii)
        return;
    for (size_t i = 0; i < m->label.n; i++)
        yg_utf8_put(&text, m->label.at[i]);
    size_t n = yg_romaji_of(yg_buf_str(&text), variants, sizeof variants / sizeof *variants);
    for (size_t i = 0; i < n; i++) {
        if (yg_label_replace_ascii(&m->label, 0, m->label.n,
                                   (yg_str){variants[i].text, variants[i].n}, &made)) {
            yg_made_label(m, &made);
            yg_made_under(m, &made, YG_STR("com"));
        }
    }
}

static void combine(yg_maker *m, yg_str word) {
    yg_label made;
    static const char *const between[] = {"-", ""};
    char text[YG_LABEL_MAX + 1];
    if (word.n == 0 || word.n + 1 >= sizeof text)
        return;
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    const double fit = m->outer_fit;
    for (size_t i = 0; i < 2; i++) {
        size_t n = word.n;
        m->fit = fit * (i == 0 ? 0.85 : 0.75);
        if (between[i][0] != 0)
            text[n++] = '-';
        if (yg_label_replace_ascii(&m->label, 0, 0, (yg_str){text, n}, &made))
            yg_made_label(m, &made);
        /* "-word" behind it */
        char behind[YG_LABEL_MAX + 2];
        n = 0;
        if (between[i][0] != 0)
            behind[n++] = '-';
        memcpy(behind + n, text, word.n);
        m->fit = fit * (i == 0 ? 1 : 0.85);
        if (yg_label_replace_ascii(&m->label, m->label.n, 0, (yg_str){behind, n + word.n}, &made))
            yg_made_label(m, &made);
    }
    /* One part of a name with hyphens exchanged for the word. */
    m->fit = fit * 0.4;
    size_t from = 0;
    for (size_t end = 1; end <= m->label.n; end++) {
        if (end < m->label.n && m->label.at[end] != '-')
            continue;
        if ((from > 0 || end < m->label.n) && end > from)
            put_word(m, from, end - from, (yg_str){text, word.n});
        from = end + 1;
    }
}

static void combinations(yg_maker *m) {
    yg_str list = m->words, word;
    char separator = '\n';
    size_t place = 0;
    if (list.n == 0) {
        list = yg_str_of(combos);
        separator = ' ';
    }
    while (!m->stopped && yg_str_split(&list, separator, &word)) {
        word = yg_str_trim(word);
        /* The words stand in the order of their use: from 1 to 0.3 over some hundred of them. */
        m->outer_fit = place < 100 ? 1 - 0.007 * (double)place : 0.3;
        place++;
        if (word.n > 0 && word.p[0] != '#')
            combine(m, word);
    }
}

void yg_make_words(yg_maker *m, yg_made_kind kind) {
    if (kind == YG_MADE_COMBO) {
        combinations(m);
    } else if (kind == YG_MADE_PLURAL) {
        plural_forms(m);
    } else if (kind == YG_MADE_SOUND) {
        romaji(m);
        for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++)
            exchange(m, sounds[i]);
    } else {
        for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
            exchange(m, spellings[i]);
    }
}
