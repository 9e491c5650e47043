#include "map/match_words.h"

static const struct {
    unsigned bits;
    const char *words;
} lists[] = {
    {YG_WORD_LEGAL,
     "inc incorporated corp corporation co company companies ltd limited llc llp lp plc ag gmbh kg "
     "kgaa se sa sas sarl srl spa bv nv ab asa oy oyj as aps pte pty sdn bhd berhad kk jsc ojsc "
     "pjsc cjsc ooo zao oao pao kft zrt doo dd ltda cia sab sapi pt cv tbk persero pcl public "
     "spzoo "
     "kabushiki kaisha gk yk mbh cokg pvt private eurl scrl pc na the"},
    {YG_WORD_LEAD,
     "pt cv ooo zao oao pao jsc the groupe group grupo gruppo gruppe konzern official "
     "sa societe automobiles"},
    {YG_WORD_REGION,
     "america americas american north south latin central east eastern west western europe "
     "european "
     "emea apac asia asian pacific africa african middle oceania anz mena gcc nordic nordics "
     "scandinavia iberia benelux baltic baltics balkans international global worldwide world "
     "overseas domestic transatlantic eurasia caribbean gulf us usa uk uae prc pak asean"},
    {YG_WORD_PART,
     "motor motors motorcycle motorcycles manufacturing mfg finance financial leasing credit "
     "capital insurance holding holdings group headquarters hq research development design "
     "engineering technology technologies technical tech industries industry industrial "
     "electronics "
     "electric electrical devices components semiconductor semiconductors systems system solutions "
     "software digital data information infosystems network networks telecom telecommunications "
     "communications communication mobile mobility automotive chemical chemicals pharma "
     "pharmaceutical pharmaceuticals healthcare medical energy power steel aerospace aviation "
     "avionics logistics transport transportation properties realty imaging printing machinery "
     "machine "
     "tools construction materials plastics foods food beverage beverages business enterprise "
     "enterprises consumer products appliances lighting entertainment interactive music pictures "
     "studios games media "
     "publishing online com bank banking securities asset management life investment investments "
     "subsidiary division unit branch operations regional cloud labs laboratories innovation "
     "payment payments "
     "card cards consulting vision optical instruments aircraft marine rail battery batteries "
     "display displays memory storage computer computers restaurants restaurant merchant "
     "processing "
     "institutional real estate retail wholesale commercial fleet"},
    {YG_WORD_TRADE, "sales trading trade distribution marketing parts service services import "
                    "export supply support customer center centre centers centres"},
    {YG_WORD_LINK, "of and for de du la des di da do in et und y the"},
    {YG_WORD_REFUSE,
     "dealer dealers dealership dealerships franchise franchisee franchisees franchised contractor "
     "contractors supplier reseller resellers distributor concessionnaire concessionnaires owner "
     "owners users customers fans fan fanclub club forum forums union"},
    {YG_WORD_PLATFORM, "twitter facebook instagram youtube linkedin pinterest tumblr snapchat "
                       "tiktok telegram"},
    {YG_WORD_ACCOUNT, "account accounts page pages channel channels profile feed"},
};

void yg_match_words(yg_map *words) {
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        yg_str rest = yg_str_of(lists[i].words), word;
        while (rest.n > 0 && yg_str_split(&rest, ' ', &word)) {
            if (word.n > 0)
                *yg_map_put(words, word, NULL) |= lists[i].bits;
        }
    }
}
