#include "intel/indicator_column.h"

#include "text/key.h"

/* Names as text/key.h folds them, with a blank on both sides of each. */
static const struct {
    const char *names;
    column_role role;
} column_names[] = {
    {" indicator ioc iocvalue value indicatorvalue observable observablevalue "
     "インジケータ インジケーター 指標 侵害指標 観測値 値 ioc値 ",
     COLUMN_VALUE},
    {" url uri phishurl maliciousurl urls 不正url 悪性url フィッシングurl 接続先url 通信先url "
     "配布元url urlアドレス ",
     COLUMN_URL},
    {" domain domains domainname hostname fqdn host ip ips ipaddress ipv4 ipv6 dstip destip "
     "destinationip ipaddresses ip4 "
     "ドメイン ドメイン名 ホスト ホスト名 ipアドレス ipv4アドレス ipv6アドレス 不正ドメイン "
     "悪性ドメイン 不正ipアドレス 悪性ipアドレス 宛先ip 宛先ipアドレス 宛先ホスト 宛先ドメイン "
     "接続先 接続先ip 接続先ipアドレス 接続先ドメイン 接続先ホスト 通信先 通信先ip "
     "通信先ipアドレス 通信先ドメイン 通信先ホスト c2サーバ c2サーバー ",
     COLUMN_HOST},
    {" md5 sha1 sha256 sha512 md5hash sha1hash sha256hash sha512hash hash filehash hashes "
     "ハッシュ ハッシュ値 ファイルハッシュ ファイルハッシュ値 検体ハッシュ 検体ハッシュ値 "
     "md5ハッシュ md5ハッシュ値 ハッシュ値md5 ハッシュmd5 md5値 "
     "sha1ハッシュ sha1ハッシュ値 ハッシュ値sha1 ハッシュsha1 sha1値 "
     "sha256ハッシュ sha256ハッシュ値 ハッシュ値sha256 ハッシュsha256 sha256値 "
     "sha512ハッシュ sha512ハッシュ値 ハッシュ値sha512 ハッシュsha512 sha512値 ",
     COLUMN_HASH},
    {" filename filenames ファイル名 検体名 検体ファイル名 ", COLUMN_FILE},
    {" type ioctype indicatortype kind observabletype 種別 種類 タイプ 型 指標種別 ioc種別 "
     "インジケータ種別 インジケーター種別 ",
     COLUMN_TYPE},
    {" firstseen firstseenutc date dateadded listingdate submissiontime created timestamp added "
     "discovered detected dateutc firstseendate dateofdetection "
     "日付 日時 年月日 初回確認 初回確認日 初回確認日時 初回観測 初回観測日 初回観測日時 初観測日 "
     "初回検知 初回検知日 初回検知日時 検知日 検知日時 発見日 発見日時 確認日 確認日時 観測日 "
     "観測日時 登録日 登録日時 追加日 掲載日 報告日 公開日 作成日 作成日時 ",
     COLUMN_FIRST},
    {" lastseen lastseenutc lastonline lastonlineutc lastseendate "
     "最終確認 最終確認日 最終確認日時 最終観測 最終観測日 最終観測日時 最終検知 最終検知日 "
     "最終検知日時 ",
     COLUMN_LAST},
    {" role threattype category 役割 用途 分類 カテゴリ カテゴリー 脅威種別 ", COLUMN_ROLE},
    {" malware malwareprintable malwarefamily threat tags tag comment comments description "
     "campaign family signature listingreason target brand note notes actor threatactor detection "
     "reason 説明 備考 コメント 概要 詳細 メモ 補足 タグ マルウェア マルウェア名 マルウエア 脅威 "
     "脅威名 検知名 攻撃者 攻撃グループ 攻撃者グループ 攻撃キャンペーン キャンペーン ブランド "
     "ブランド名 標的 理由 ",
     COLUMN_CONTEXT},
    {" confidence confidencelevel 信頼度 確度 確信度 ", COLUMN_CONFIDENCE},
    {" toids ", COLUMN_TO_IDS},
    {" validfrom validfromutc 有効開始 有効開始日 有効開始日時 ", COLUMN_FROM},
    {" validuntil validuntilutc validto expires expiration expirationdate expirydate expiry "
     "expiresat 有効期限 失効日 失効日時 ",
     COLUMN_UNTIL},
    {" tlp tlpmarking tlplevel ", COLUMN_TLP},
    {" user username useragent method httpmethod status statuscode bytes bytesin bytesout srcip "
     "sourceip clientip cip src srcport sport pid process processname computer computername level "
     "action duration referrer referer request victim posttitle groupname lei victimname receiver "
     "receivername organisation organization owner os asset mac macaddress serial department "
     "subnet ユーザ ユーザー ユーザ名 ユーザー名 利用者 送信元ip 送信元ipアドレス "
     "クライアントip 被害者 被害者名 被害組織 被害組織名 組織名 会社名 社名 所有者 管理者 担当者 "
     "部署 部署名 資産 資産名 端末名 コンピュータ名 コンピューター名 macアドレス ",
     COLUMN_FOREIGN},
};

column_role yg_indicator_column_role(yg_str name, bool *ret_is_utc) {
    YG_CLEANUP_BUF yg_buf folded = {0};
    *ret_is_utc = false;
    if (name.n > 120)
        return COLUMN_NONE;
    yg_buf_addc(&folded, ' ');
    yg_key_add(&folded, name);
    if (folded.n == 1)
        return COLUMN_NONE;
    yg_buf_addc(&folded, ' ');
    *ret_is_utc = yg_str_ends(yg_buf_str(&folded), YG_STR("utc "));
    for (size_t i = 0; i < sizeof column_names / sizeof *column_names; i++) {
        if (yg_str_find(yg_str_of(column_names[i].names), yg_buf_str(&folded)) != SIZE_MAX)
            return column_names[i].role;
    }
    return COLUMN_NONE;
}
