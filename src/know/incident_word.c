#include "know/incident_word.h"

#include "model/vocab.h"

typedef struct {
    const char *concept, *words; /* separated by spaces; each as text/latin.h writes it */
} group;

static const char legal[] =
    "inc incorporated corp corporation co company compagnie companhia compania compagnia ltd "
    "limited ltda limitada lda llc llp lllp lp pllc plc pc pa ltee gmbh mbh ag kg kgaa ug ev eg "
    "gbr "
    "ohg se sa sas sasu sarl eurl sca snc spa srl srls sapa sl slu slp sau sac sab cv rl de.cv bv "
    "nv "
    "vof cvba bvba sprl ab as asa aps oy oyj hf ehf sro zrt kft nyrt doo dd ad ood eood sp zoo sia "
    "uab oao ooo pao zao jsc pjsc ojsc tbk pt pte pty bhd sdn pvt pvtltd pl kk gk yk hd mfg dba "
    "kabushiki kaisha kabushikigaisha yugen godo 株式会社 有限会社 合同会社 合資会社 合名会社 "
    "一般社団法人 公益社団法人 一般財団法人 公益財団法人 社団法人 財団法人 独立行政法人 "
    "国立大学法人 学校法人 医療法人 社会福祉法人 特定非営利活動法人 有限公司 有限责任公司 "
    "股份有限公司 股份 集团有限公司 公司 chusik hoesa jusighoesa";
static const char stop[] =
    "the a an of for and or in at on to by with from de la le les l du des d et en au aux un une "
    "el los las y e del della delle dello dei degli di da do dos das il lo gli i per pour para por "
    "der die das den dem von und fur am im zu zum zur van het een te og i ved och aan os us usa um "
    "uma no na com www http https leak part full data update dba doing business as its";
static const char nobody[] =
    "|unknown|undisclosed|unnamed|not disclosed|not specified|unspecified|n "
    "a|na|none|null|anonymous|"
    "individual|individuals|multiple|multiple victims|multiple organizations|multiple companies|"
    "various|several|several companies|private individual|private individuals|confidential|"
    "redacted|undetermined|victim|company|organization|organisation|不明|非公表|未公表|匿名|";

static const group generic[] = {
    {"city", "city town ville stadt gemeente comune municipio municipality municipalite "
             "municipalidad municipal prefeitura ayuntamiento mairie commune gemeinde kommune "
             "borough village township concello camara 市 町 村 区 市役所 役場"},
    {"county", "county comte landkreis landkreises kreis condado countys"},
    {"province", "province provincia provinz prefecture state etat estado region regional regione "
                 "regio conseil consell council conseils consejo concejo rat 県 府 都 道 州"},
    {"government", "government gouvernement gobierno governo regierung govt gov 政府"},
    {"ministry", "ministry ministere ministerio ministero ministerium department dept departement "
                 "departamento dipartimento departments agency agence agencia agenzia agentur "
                 "authority autorite autoridad autorita administration office bureau unidad "
                 "administrativa 省 庁 局"},
    {"university", "university universite universidad universidade universita universitat "
                   "universiteit universitet univ daigaku 大学"},
    {"college", "college colegio collegio academy academie academia institute institut instituto "
                "istituto faculty gakuin 学院 学園 専門学校"},
    {"school", "school schools ecole ecoles escuela escola scuola schule schulen gymnasium lycee "
               "elementary charter high public scolaire isd usd cusd unified independent district "
               "districts distrito education board 学校 高校 高等学校 小学校 中学校"},
    {"hospital",
     "hospital hospitals hopital hopitaux ospedale krankenhaus klinikum klinik "
     "kliniken clinic clinics clinique clinica clinical ziekenhuis sykehus sjukhus chu "
     "ch byoin medical medicine medica medico medecine health healthcare sante salud "
     "saude care memorial orthopaedics orthopedics dental surgery pediatrics physicians "
     "center centers centre centro zentrum 病院 医院 診療所"},
    {"library", "library libraries bibliotheque bibliotheques biblioteca bibliotheek bibliothek "
                "toshokan 図書館"},
    {"museum", "museum musee museo museu museums 博物館 美術館"},
    {"police", "police policia polizia polizei politie sheriff sheriffs 警察"},
    {"bank", "bank banque banco banca banken ginko 銀行 credit union"},
    {"airport", "airport aeroport aeropuerto aeroporto flughafen kuko 空港"},
    {"military", "army navy military armed forces defence defense marine corps militaire militar"},
    {"court", "court tribunal corte gericht justice justicia 裁判所"},
    {"church", "church eglise iglesia igreja chiesa kirche diocese"},
    {"group", "group groupe grupo gruppe gruppo groep holding holdings guruupu gurupu horudingusu "
              "hoorudingusu partners partner participations グループ"},
    {"association", "association associations associates associes asociacion associacao "
                    "associazione verein verband federation foundation fondation fundacion "
                    "fundacao fondazione stiftung stichting society societe sociedad sociedade "
                    "societa gesellschaft club 協会 財団 協同組合 組合"},
    {"industry", "industry industries industrie industria industrias industriel industrial kogyo "
                 "sangyo 工業 産業 manufacturing works seisakusho 製作所 製造 fabrication products "
                 "production seizo"},
    {"heavyindustry", "jukogyo 重工業 重工"},
    {"technology", "technology technologies technologie tecnologia tech technik teknoloji "
                   "technical techno systems system systemes sistemas systeme shisutemu "
                   "shisutemuzu システム システムズ solutions solution services service servicios "
                   "servicos services soryushon computer computers keisanki 計算機 electronics "
                   "electronic electronique erekutoronikusu "
                   "電子 software digital information it"},
    {"electric", "electric electrical electrique electrico elettrica denki denko 電機 電気 電工"},
    {"power", "power denryoku 電力 energy energie energia エネルギー utilities utility water eau "
              "gas ガス"},
    {"motor", "motor motors jidosha 自動車 automotive auto automobiles automobile cars"},
    {"chemical", "chemical chemicals chimie quimica kagaku 化学 ケミカル"},
    {"pharma", "pharmaceutical pharmaceuticals pharma pharmacy seiyaku yakuhin 製薬 薬品"},
    {"construction",
     "construction constructions construccion costruzioni bau kensetsu komuten "
     "建設 工務店 builders building engineering enjiniaringu engenharia ingenieria"},
    {"trading",
     "trading shoji 商事 boeki 貿易 commerce commercial trade import export 商会 shokai"},
    {"transport", "transport transports transportation transit logistics logistique logistica "
                  "freight shipping unyu 運輸 物流 butsuryu railway railways rail tetsudo 鉄道 "
                  "airlines airline airways 航空"},
    {"insurance",
     "insurance assurance assurances seguros versicherung assicurazioni hoken 保険 生命 "
     "損害保険"},
    {"finance",
     "finance financial financiere capital investment investments securities shoken 証券 "
     "fund funds tax accounting cpa wealth mortgage title"},
    {"law", "law lawyers lawyer attorneys attorney legal avocats abogados advogados rechtsanwalte "
            "notaires solicitors at.law 法律事務所"},
    {"food", "food foods shokuhin 食品 restaurant restaurants alimentos aliments agro farms"},
    {"steel", "steel seitetsu seiko 製鉄 製鋼 鉄鋼 metal metals kinzoku 金属"},
    {"paper", "paper seishi 製紙 printing insatsu 印刷"},
    {"textile", "textile textiles sen'i 繊維 boseki 紡績"},
    {"machinery", "machinery machine machines kikai 機械 machine.tools maschinen maschinenbau"},
    {"real estate", "estate realty immobilier inmobiliaria immobilien fudosan 不動産 properties "
                    "property housing homes"},
    {"hotel", "hotel hotels hoteles resort resorts casino casinos hoteru"},
    {"media", "media news newspaper shimbun 新聞 新聞社 broadcasting hoso 放送 tv radio press "
              "publishing communications communication telecom telecommunications telekom"},
    {"store", "store stores shop shops retail market markets supermarkets"},
    {"international", "international intl internacional internationale internazionale kokusai "
                      "国際 global world worldwide national nacional nationale nazionale general "
                      "generale central"},
    {"management", "management consulting consultants consultoria design advisors"},
    {"japan", "japan nihon nippon 日本"},
    {"america", "america american amerique united states"},
    {"tokyo", "東京"},
    {"osaka", "大阪"},
    {"kyoto", "京都"},
    {"nagoya", "名古屋"},
    {"yokohama", "横浜"},
    {"kobe", "神戸"},
    {"hokkaido", "北海道"},
    {"fukuoka", "福岡"},
    {"hiroshima", "広島"},
    {"sendai", "仙台"},
    {"sapporo", "札幌"},
    {"okinawa", "沖縄"},
    {"kyushu", "九州"},
    {"shikoku", "四国"},
    {"tohoku", "東北"},
    {"kansai", "関西"},
    {"hokuriku", "北陸"},
    {"north", "north northern nord norte"},
    {"south", "south southern sud sur"},
    {"east", "east eastern est"},
    {"west", "west western ouest oeste"},
    {"saint", "saint st sankt san santa sainte sao"},
    {"new", "new nouveau nouvelle nuevo neue"},
};
/* Besides the names of countries (model/vocab.h). */
static const char more_places[] =
    "alabama alaska alaskan arizona arkansas california colorado connecticut delaware florida "
    "hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts "
    "michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey mexico york "
    "carolina dakota ohio oklahoma oregon pennsylvania rhode island tennessee texas utah vermont "
    "virginia washington wisconsin wyoming dc ontario quebec columbia alberta manitoba "
    "saskatchewan nova scotia brunswick newfoundland victoria queensland wales tasmania england "
    "english scotland scottish british britain bavaria bayern sachsen hessen bengal london paris "
    "berlin rome roma madrid moscow kyiv beijing shanghai delhi mumbai sydney melbourne toronto "
    "montreal vancouver chicago boston houston dallas miami angeles francisco diego seattle "
    "atlanta philadelphia africa african asia asian europe european eu uk usa american latin "
    "pacific atlantic saudi russian federation korean";

static const char *const places[] = {"tokyo",   "osaka",    "kyoto",    "nagoya",  "yokohama",
                                     "kobe",    "sendai",   "hokkaido", "fukuoka", "hiroshima",
                                     "sapporo", "kyushu",   "okinawa",  "shikoku", "tohoku",
                                     "kansai",  "hokuriku", "japan",    "america"};

/* Kinds that one body cannot be at once. A council may be a city's or a county's. */
static const struct {
    const char *concept;
    uint32_t bits;
} institutions[] = {
    {"city", 1},        {"county", 2},       {"province", 3}, {"government", 4}, {"ministry", 8},
    {"university", 16}, {"college", 48},     {"school", 96},  {"hospital", 128}, {"library", 256},
    {"museum", 512},    {"police", 1024},    {"bank", 2048},  {"airport", 4096}, {"court", 8192},
    {"church", 16384},  {"military", 32768},
};

enum { CLASS_BITS = 4, CLASS_MASK = 15 };

static void put_words(yg_words *words, const char *list, yg_word_class class, size_t concept) {
    yg_str rest = yg_str_of(list), word;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &word)) {
        bool fresh;
        uint64_t *value = word.n > 0 ? yg_map_put(&words->words, word, &fresh) : NULL;
        if (value != NULL && fresh)
        *value = (uint64_t) concept << CLASS_BITS | class;
    }
}

static bool is_place(const char *concept) {
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(concept, places[i]) == 0)
            return true;
    }
    return false;
}

void yg_words_open(yg_words *words) {
    put_words(words, legal, YG_WORD_LEGAL, 0);
    put_words(words, stop, YG_WORD_STOP, 0);
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
        put_words(words, generic[i].words,
                  is_place(generic[i].concept) ? YG_WORD_PLACE : YG_WORD_GENERIC, i + 1);
    put_words(words, more_places, YG_WORD_PLACE, 0);
}

void yg_words_free(yg_words *words) {
    yg_map_free(&words->words);
}

yg_word_class yg_word_of(const yg_words *words, yg_str word, yg_str *ret_concept) {
    const uint64_t *value = yg_map_get(&words->words, word);
    *ret_concept = word;
    if (value == NULL) {
        yg_country country = word.n >= 4 ? yg_country_from_name(word) : 0;
        if (country != 0)
            *ret_concept = yg_country_alpha2(country); /* capitals: no word is written so */
        return country != 0 ? YG_WORD_PLACE : YG_WORD_NAME;
    }
    if (*value >> CLASS_BITS != 0)
        *ret_concept = yg_str_of(generic[(*value >> CLASS_BITS) - 1].concept);
    return (yg_word_class)(*value & CLASS_MASK);
}

uint32_t yg_word_institution(yg_str concept) {
    for (size_t i = 0; i < sizeof institutions / sizeof *institutions; i++) {
        if (yg_str_eqz(concept, institutions[i].concept))
            return institutions[i].bits;
    }
    return 0;
}

size_t yg_word_han_prefix(const yg_words *words, yg_str s) {
    enum { LONGEST = 9 * 3 };
    for (size_t n = s.n < LONGEST ? s.n - s.n % 3 : LONGEST; n > 0; n -= 3) {
        if (yg_map_get(&words->words, yg_str_sub(s, 0, n)) != NULL)
            return n;
    }
    return 0;
}

bool yg_word_is_nobody(yg_str spaced) {
    static const char *const first[] = {"unnamed ",      "unknown ",     "undisclosed ",
                                        "unidentified ", "unspecified ", "multiple ",
                                        "various ",      "several "};
    YG_CLEANUP_BUF yg_buf framed = {0};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        if (yg_str_starts(spaced, yg_str_of(first[i])))
            return true;
    }
    yg_buf_addc(&framed, '|');
    yg_buf_add(&framed, spaced);
    yg_buf_addc(&framed, '|');
    return yg_str_find(yg_str_of(nobody), yg_buf_str(&framed)) != SIZE_MAX;
}
